# Figure "10,000-iteration pure-Python loop": ints, floats, comparisons, no list.
total = 0
smooth = 0.0
for i in range(10_000):
    if i % 3 == 0:
        total += i * 2
    else:
        total -= 1
    smooth = 0.99 * smooth + 0.01 * i
print(total, smooth)
