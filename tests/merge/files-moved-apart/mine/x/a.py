the file a
NUMBER = 1
