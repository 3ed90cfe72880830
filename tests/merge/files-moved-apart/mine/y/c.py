the file c
NUMBER = 1
