import shop.keep

EDITED = 1
