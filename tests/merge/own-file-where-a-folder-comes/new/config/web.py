bind = 1
