first of two
A = 2
