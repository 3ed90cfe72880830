def total(items):
    result = 0
    for item in items:
<<<<<<< yours
        result += item.price
||||||| before
    return 0
=======
        result += item.price * item.quantity
>>>>>>> template
    return result


done = True
