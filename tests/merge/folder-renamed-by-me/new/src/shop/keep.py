import shop.other

KEEP = 1
