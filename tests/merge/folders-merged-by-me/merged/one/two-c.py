third of two
C = 1
