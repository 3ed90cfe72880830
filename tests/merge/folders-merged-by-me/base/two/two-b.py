second of two
B = 1
