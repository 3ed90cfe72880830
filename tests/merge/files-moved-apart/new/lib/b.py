the file b
NUMBER = 1
