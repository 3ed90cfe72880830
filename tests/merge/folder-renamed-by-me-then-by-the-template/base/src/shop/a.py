from shop import b
from shop.c import d

A = 1
