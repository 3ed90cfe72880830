second of one
B = 1
