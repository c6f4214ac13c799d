def gradient_descent(f, df, x, lr=0.1, steps=50):
    history = []
    for i in range(steps):
        x = x - lr * df(x)
        if i % 10 == 0: history.append(round(x, 6))
    return x, history
x, h = gradient_descent(lambda x: (x - 3) ** 2, lambda x: 2 * (x - 3), 0.0)
print(f"{x:.8f}", h)
def matmul(a, b): return [[sum(a[i][k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for i in range(len(a))]
def transpose(m): return [list(r) for r in zip(*m)]
A = [[1, 2], [3, 4.5]]; print(matmul(A, transpose(A)), transpose([[1, 2, 3]]))
xs, ys = [1.0, 2.0, 3.0, 4.0], [2.1, 3.9, 6.2, 7.8]
w, b = 0.0, 0.0
for epoch in range(200):
    dw = sum(2 * (w * x + b - y) * x for x, y in zip(xs, ys)) / len(xs)
    db = sum(2 * (w * x + b - y) for x, y in zip(xs, ys)) / len(xs)
    w -= 0.05 * dw; b -= 0.05 * db
    if epoch % 50 == 0: print(epoch, w, b)
print(w, b)
def numerical(f, x, h=1e-5): return (f(x + h) - f(x - h)) / (2 * h)
print(numerical(lambda x: x ** 3 - 2 * x, 2.0), numerical(lambda x: 1 / x, 4.0))
def newton(f, df, x):
    for _ in range(20):
        step = f(x) / df(x)
        x -= step
        if abs(step) < 1e-12: break
    return x
print(newton(lambda x: x * x - 2, lambda x: 2 * x, 1.0))
def softmax(v):
    import math
    m = max(v); e = [math.exp(i - m) for i in v]; s = sum(e)
    return [i / s for i in e]
print([f"{p:.6f}" for p in softmax([1.0, 2.0, 3.0])])
class Dual:
    def __init__(self, v, d=0.0): self.v, self.d = v, d
    def __add__(s, o): o = o if isinstance(o, Dual) else Dual(o); return Dual(s.v + o.v, s.d + o.d)
    __radd__ = __add__
    def __mul__(s, o): o = o if isinstance(o, Dual) else Dual(o); return Dual(s.v * o.v, s.v * o.d + s.d * o.v)
    __rmul__ = __mul__
    def __repr__(s): return f"Dual({s.v}, {s.d})"
print((lambda x: 3 * x * x + 2 * x + 1)(Dual(2.0, 1.0)))
a, W, bb, y_true = 2, 3, 4, 11
z = a * W; y = z + bb; L = (y - y_true) ** 2; print(z, y, L)
mean = sum(xs) / len(xs); var = sum((x - mean) ** 2 for x in xs) / (len(xs) - 1); print(mean, var, var ** 0.5)
acc = 1.0
for k in range(1, 20): acc *= k / (k + 0.5)
print(acc)
primes = [p for p in range(2, 60) if all(p % q for q in range(2, int(p ** 0.5) + 1))]; print(primes)
def mandel(c):
    zr = zi = 0.0
    for i in range(50):
        zr, zi = zr * zr - zi * zi + c[0], 2 * zr * zi + c[1]
        if zr * zr + zi * zi > 4: return i
    return 50
print("".join("#" if mandel((x / 10 - 2, 0.3)) == 50 else "." for x in range(30)))
s = 0
for i in range(1, 1001): s += (-1) ** (i + 1) / i
print(s)
print(sum(1 / 2 ** i for i in range(60)), 10 ** -5, 5e-5 * 3, 1e5 / 3, 22 / 7)
lr = 0.01; lr *= 0.95 ** 10; print(lr, f"{lr:.3e}")
print([round(i * 0.1, 10) for i in range(11)], [i / 10 for i in range(5)])
