first of one
A = 1
