def send():
    mail()
