create notes
