def send(order):
    mail(order)
