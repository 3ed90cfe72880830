# two, anew
