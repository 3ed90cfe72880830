first of two
A = 1
