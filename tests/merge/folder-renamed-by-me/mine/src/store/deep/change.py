import store.other


def one():
    return 1
