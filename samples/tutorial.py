# gradient-lens
# The smallest chain: a product, a sum, a difference, a square.
a = 2.0
w = 3.0
b = 4.0
y_true = 11.0

y_pred = a * w + b
error = y_pred - y_true
L = error ** 2

print(L)
