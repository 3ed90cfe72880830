def send(order):
    log(order)
    mail(order)
    order.confirm()
    order.save()
