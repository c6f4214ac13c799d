# One parameter, no library: learning rate, momentum, Newton, simulated annealing.
import math
import random


def f(x):
    return x ** 4 - 3 * x ** 3 + 2


def df(x):
    return 4 * x ** 3 - 9 * x ** 2


cur_x = 6
gamma = 0.01
precision = 0.00001
previous_step_size = 1
max_iters = 10000
iters = 0
while (previous_step_size > precision) & (iters < max_iters):
    prev_x = cur_x
    cur_x -= gamma * df(prev_x)
    previous_step_size = abs(cur_x - prev_x)
    iters += 1
print("The local minimum occurs at", cur_x, "after", iters, "iterations")

for name, lr, mu in (("plain", 0.01, 0.0), ("momentum", 0.005, 0.9), ("tiny", 0.0001, 0.0)):
    x, v = 3.5, 0.0
    for _ in range(50):
        v = mu * v - lr * df(x)
        x += v
    print(f"{name:>10}: x = {x:.6f}, f(x) = {f(x):.6f}")

x = 4.0
for i in range(6):
    x -= df(x) / (12 * x ** 2 - 18 * x)
    print("newton", i, x)

random.seed(0)
x, T = 0.0, 5.0
best = x
for step in range(300):
    y = x + random.gauss(0, 0.5)
    if f(y) < f(x) or random.random() < math.exp((f(x) - f(y)) / T):
        x = y
        if f(x) < f(best):
            best = x
    T *= 0.98
print("annealing %.4f %.4f" % (best, f(best)))

w, b = 0.0, 0.0
points = [(1, 3), (2, 5), (3, 7), (4, 9)]
for epoch in range(200):
    dw = db = loss = 0
    for px, py in points:
        e = w * px + b - py
        loss += e * e / len(points)
        dw += 2 * e * px / len(points)
        db += 2 * e / len(points)
    w, b = w - 0.05 * dw, b - 0.05 * db
    if epoch % 50 == 0:
        print("Epoch", epoch, "loss", loss, "w", round(w, 3), "b", round(b, 3))
print(w, b)
