def send():
    mail("confirmed")
