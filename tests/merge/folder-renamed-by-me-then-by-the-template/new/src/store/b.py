from store.c import d

B = 1
