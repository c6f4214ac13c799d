"""A Wengert list: indices into a flat tape, reverse sweep, gradient descent on Rosenbrock."""
from collections import namedtuple
from typing import NamedTuple, List
import math

Entry = namedtuple("Entry", ["weights", "deps"])


class Grad(NamedTuple):
    wrt: List[float]

    def of(self, var):
        return self.wrt[var.index]


class Tape:
    def __init__(self):
        self.nodes = []

    def __len__(self):
        return len(self.nodes)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.nodes.clear()
        return False

    def var(self, value):
        return Var(self, self.push0(), value)

    def push0(self):
        n = len(self)
        self.nodes.append(Entry([0.0, 0.0], [n, n]))
        return n

    def push1(self, dep, weight):
        n = len(self)
        self.nodes.append(Entry([weight, 0.0], [dep, n]))
        return n

    def push2(self, dep0, w0, dep1, w1):
        n = len(self)
        self.nodes.append(Entry([w0, w1], [dep0, dep1]))
        return n


class Var:
    def __init__(self, tape, index, value):
        self.tape, self.index, self.value = tape, index, value

    def _binary(self, other, value, dw, do):
        if isinstance(other, Var):
            return Var(self.tape, self.tape.push2(self.index, dw, other.index, do), value)
        return Var(self.tape, self.tape.push1(self.index, dw), value)

    def __add__(self, o):
        v = getattr(o, "value", o)
        return self._binary(o, self.value + v, 1.0, 1.0)

    def __mul__(self, o):
        v = getattr(o, "value", o)
        return self._binary(o, self.value * v, v, self.value)

    def __sub__(self, o):
        v = getattr(o, "value", o)
        return self._binary(o, self.value - v, 1.0, -1.0)

    def __rsub__(self, o):
        return Var(self.tape, self.tape.push1(self.index, -1.0), o - self.value)

    __radd__, __rmul__ = __add__, __mul__

    def sin(self):
        return Var(self.tape, self.tape.push1(self.index, math.cos(self.value)), math.sin(self.value))

    def grad(self):
        n = len(self.tape)
        derivs = [0.0] * n
        derivs[self.index] = 1.0
        for i in range(n - 1, -1, -1):
            node, deriv = self.tape.nodes[i], derivs[i]
            for w, d in zip(node.weights, node.deps):
                derivs[d] += w * deriv
        return Grad(derivs)


t = Tape()
x, y = t.var(0.5), t.var(4.2)
z = x * y + x.sin()
g = z.grad()
print("z =", z.value)
print("dz/dx =", g.of(x), "dz/dy =", g.of(y))
assert abs(g.of(x) - (y.value + math.cos(x.value))) < 1e-15

px, py = -1.2, 1.0
with Tape() as tape:
    for step in range(400):
        tape.nodes.clear()
        a, b = tape.var(px), tape.var(py)
        u = 1 - a
        v = b - a * a
        f = u * u + 100 * (v * v)
        d = f.grad()
        px, py = px - 1e-3 * d.of(a), py - 1e-3 * d.of(b)
        if step % 100 == 0:
            print(f"{step:4d} f={f.value:12.6f} at ({px:+.5f}, {py:+.5f}) tape={len(tape)}")
print(len(tape), Entry._fields, Entry([1.0], [0])._asdict())
