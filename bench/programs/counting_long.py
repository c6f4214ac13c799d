# counting.py a hundred times longer.
total = 0
smooth = 0.0
for i in range(1_000_000):
    if i % 3 == 0:
        total += i * 2
    else:
        total -= 1
    smooth = 0.99 * smooth + 0.01 * i
print(total, smooth)
