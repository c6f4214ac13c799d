import random, math
random.seed(0)
class Linear:
    def __init__(self, n_in, n_out):
        k = 1 / math.sqrt(n_in)
        self.W = [[random.uniform(-k, k) for _ in range(n_in)] for _ in range(n_out)]
        self.b = [0.0] * n_out
    def __call__(self, x): 
        self.x = x
        return [sum(w * xi for w, xi in zip(row, x)) + b for row, b in zip(self.W, self.b)]
    def backward(self, g, lr):
        gx = [sum(self.W[o][i] * g[o] for o in range(len(g))) for i in range(len(self.x))]
        for o in range(len(g)):
            for i in range(len(self.x)): self.W[o][i] -= lr * g[o] * self.x[i]
            self.b[o] -= lr * g[o]
        return gx
class Tanh:
    def __call__(self, x): self.y = [math.tanh(v) for v in x]; return self.y
    def backward(self, g, lr): return [gi * (1 - y * y) for gi, y in zip(g, self.y)]
class Net:
    def __init__(self, *layers): self.layers = layers
    def __call__(self, x):
        for l in self.layers: x = l(x)
        return x
    def backward(self, g, lr=0.1):
        for l in reversed(self.layers): g = l.backward(g, lr)
net = Net(Linear(2, 4), Tanh(), Linear(4, 1))
data = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
for epoch in range(200):
    total = 0.0
    for x, y in data:
        out = net(x)[0]
        err = out - y
        total += err ** 2
        net.backward([2 * err])
    if epoch % 40 == 0: print(f"epoch {epoch:3d} loss {total / 4:.12f}")
print([round(net(x)[0], 8) for x, _ in data])
class SGD:
    def __init__(self, lr=0.1, momentum=0.9): self.lr, self.m, self.v = lr, momentum, 0.0
    def step(self, w, g): self.v = self.m * self.v + g; return w - self.lr * self.v
class Adam:
    def __init__(self, lr=0.1, b1=0.9, b2=0.999, eps=1e-8): self.lr, self.b1, self.b2, self.eps, self.m, self.v, self.t = lr, b1, b2, eps, 0, 0, 0
    def step(self, w, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g * g
        mh, vh = self.m / (1 - self.b1 ** self.t), self.v / (1 - self.b2 ** self.t)
        return w - self.lr * mh / (math.sqrt(vh) + self.eps)
for opt in (SGD(), Adam()):
    w = 5.0
    for i in range(60):
        w = opt.step(w, 2 * (w - 3))
        if i % 20 == 0: print(type(opt).__name__, i, w)
    print(w)
X = [[random.gauss(0, 1) for _ in range(3)] for _ in range(20)]
true_w = [1.5, -2.0, 0.5]
Y = [1 if sum(a * b for a, b in zip(x, true_w)) + random.gauss(0, 0.1) > 0 else 0 for x in X]
w = [0.0] * 3
sig = lambda z: 1 / (1 + math.exp(-z))
for it in range(100):
    p = [sig(sum(a * b for a, b in zip(x, w))) for x in X]
    g = [sum((pi - yi) * x[j] for pi, yi, x in zip(p, Y, X)) / len(X) for j in range(3)]
    w = [wi - 0.5 * gi for wi, gi in zip(w, g)]
loss = -sum(y * math.log(pi) + (1 - y) * math.log(1 - pi) for y, pi in zip(Y, p)) / len(X)
print(w, loss, sum((pi > 0.5) == bool(y) for pi, y in zip(p, Y)) / len(X))
idx = list(range(10)); random.shuffle(idx); print(idx, [idx[i:i + 4] for i in range(0, 10, 4)])
best, patience = float("inf"), 0
for l in [3.0, 2.5, 2.6, 2.7, 2.4]:
    if l < best: best, patience = l, 0
    else:
        patience += 1
        if patience >= 2: print("early stop", best); break
