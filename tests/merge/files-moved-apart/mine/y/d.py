the file d
NUMBER = 1
