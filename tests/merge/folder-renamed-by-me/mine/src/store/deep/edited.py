import store.keep

EDITED = 1
