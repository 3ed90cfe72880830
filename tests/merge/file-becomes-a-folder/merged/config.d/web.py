bind = "x"
