from shop.c import d

B = 1
