import store.other

KEEP = 1
