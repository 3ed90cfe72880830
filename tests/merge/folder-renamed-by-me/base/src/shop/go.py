import shop.keep

GO = 1
