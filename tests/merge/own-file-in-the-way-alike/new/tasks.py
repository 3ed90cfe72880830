def send(order):
    mail(order)
    order.confirm()
    order.save()
