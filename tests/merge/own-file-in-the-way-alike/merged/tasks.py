def send(order):
<<<<<<< yours
    log(order)
||||||| before
=======
>>>>>>> template
    mail(order)
    order.confirm()
    order.save()
