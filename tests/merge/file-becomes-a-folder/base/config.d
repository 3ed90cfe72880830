key=1
