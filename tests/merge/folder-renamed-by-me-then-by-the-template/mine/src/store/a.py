from shop import b
from store.c import d

A = 1
