third of one
C = 1
