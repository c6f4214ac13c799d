"""Matrices as lists of lists with backprop, no library at all: XOR with a two-layer net."""
import math
import random


class Matrix:
    def __init__(self, rows):
        self.rows = [list(map(float, r)) for r in rows]
        self.shape = len(self.rows), len(self.rows[0])

    @classmethod
    def random(cls, n, m, rng, scale=1.0):
        return cls([[rng.gauss(0, scale) for _ in range(m)] for _ in range(n)])

    @classmethod
    def zeros(cls, n, m):
        return cls([[0.0] * m for _ in range(n)])

    def __matmul__(self, other):
        if self.shape[1] != other.shape[0]:
            raise ValueError(f"shapes {self.shape} and {other.shape} do not chain")
        cols = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(row, col)) for col in cols] for row in self.rows])

    def __getitem__(self, key):
        if isinstance(key, tuple):
            i, j = key
            return self.rows[i][j]
        return self.rows[key]

    def __setitem__(self, key, value):
        i, j = key
        self.rows[i][j] = value

    def __iter__(self):
        return (v for row in self.rows for v in row)

    def __len__(self):
        return self.shape[0] * self.shape[1]

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.rows == other.rows

    def zip(self, other, f):
        return Matrix([[f(a, b) for a, b in zip(r, s)] for r, s in zip(self.rows, other.rows)])

    def map(self, f):
        return Matrix([[f(v) for v in r] for r in self.rows])

    def __add__(self, o):
        if o.shape[0] == 1 and self.shape[0] > 1:
            o = Matrix(o.rows * self.shape[0])
        return self.zip(o, lambda a, b: a + b)

    def __sub__(self, o): return self.zip(o, lambda a, b: a - b)
    def __mul__(self, o): return self.map(lambda v: v * o) if isinstance(o, (int, float)) else self.zip(o, lambda a, b: a * b)
    __rmul__ = __mul__

    @property
    def T(self):
        return Matrix(zip(*self.rows))

    def sum_rows(self):
        return Matrix([[sum(c) for c in zip(*self.rows)]])

    def __repr__(self):
        return "Matrix([" + ",\n        ".join("[" + ", ".join(f"{v:8.4f}" for v in r) + "]" for r in self.rows) + "])"


rng = random.Random(42)
X = Matrix([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = Matrix([[0], [1], [1], [0]])
W1, b1 = Matrix.random(2, 4, rng), Matrix.zeros(1, 4)
W2, b2 = Matrix.random(4, 1, rng), Matrix.zeros(1, 1)
sigmoid = lambda v: 1 / (1 + math.exp(-v))
for epoch in range(1, 301):
    H = (X @ W1 + b1).map(math.tanh)
    P = (H @ W2 + b2).map(sigmoid)
    loss = -sum(y * math.log(p) + (1 - y) * math.log(1 - p) for y, p in zip(Y, P)) / len(Y)
    dZ2 = (P - Y) * (1 / len(Y))
    dW2, db2 = H.T @ dZ2, dZ2.sum_rows()
    dZ1 = (dZ2 @ W2.T) * H.map(lambda h: 1 - h * h)
    dW1, db1 = X.T @ dZ1, dZ1.sum_rows()
    for p, g in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        for i in range(p.shape[0]):
            for j in range(p.shape[1]):
                p[i, j] -= 1.0 * g[i, j]
    if epoch % 100 == 0:
        print(f"epoch {epoch} loss {loss:.5f}")
print(P)
print([round(p) for p in P], X.T.shape, len(X), Matrix([[1, 2]]) == Matrix([[1.0, 2.0]]))
try:
    X @ X
except ValueError as e:
    print("ValueError:", e)
