def total(items):
    return 0


done = True
