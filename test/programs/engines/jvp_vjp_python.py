"""Higher-order functions: grad as a transformation of plain Python functions, forward over reverse, Hessians."""
import math
from functools import partial, reduce
from operator import add


class Box:
    __slots__ = ("value", "parents", "level")

    def __init__(self, value, parents, level):
        self.value, self.parents, self.level = value, parents, level

    def __add__(self, o): return ADD(self, o)
    __radd__ = __add__
    def __mul__(self, o): return MUL(self, o)
    __rmul__ = __mul__
    def __neg__(self): return MUL(self, -1.0)
    def __sub__(self, o): return ADD(self, -o)
    def __rsub__(self, o): return ADD(-self, o)
    def __pow__(self, n): return POW(self, n)
    def __truediv__(self, o): return MUL(self, POW(o, -1))
    def __rtruediv__(self, o): return MUL(o, POW(self, -1))
    def __lt__(self, o): return raw(self) < raw(o)
    def __gt__(self, o): return raw(self) > raw(o)
    def __repr__(self): return f"Box<{self.level}>({self.value!r})"


def raw(x):
    while isinstance(x, Box):
        x = x.value
    return x


def primitive(*rules):
    def wrap(f):
        def call(*args):
            level = max((a.level for a in args if isinstance(a, Box)), default=0)
            if level == 0:
                return f(*args)
            inner = [a.value if isinstance(a, Box) and a.level == level else a for a in args]
            out = call(*inner)
            parents = [(a, partial(rule, out, *inner)) for a, rule in zip(args, rules) if isinstance(a, Box) and a.level == level]
            return Box(out, parents, level)
        return call
    return wrap


ADD = primitive(lambda o, a, b, g: g, lambda o, a, b, g: g)(lambda a, b: a + b)
MUL = primitive(lambda o, a, b, g: g * b, lambda o, a, b, g: g * a)(lambda a, b: a * b)
POW = primitive(lambda o, a, n, g: g * n * POW(a, n - 1))(lambda a, n: a ** n)
sin = primitive(lambda o, a, g: g * cos(a))(math.sin)
cos = primitive(lambda o, a, g: g * -sin(a))(math.cos)
exp = primitive(lambda o, a, g: g * o)(math.exp)
log = primitive(lambda o, a, g: g / a)(math.log)
depth = [0]


def grad(f, argnum=0):
    def df(*args):
        depth[0] += 1
        try:
            args = list(args)
            x = args[argnum] = Box(args[argnum], [], depth[0])
            out = f(*args)
            if not (isinstance(out, Box) and out.level == depth[0]):
                return 0.0
            order, seen = [], set()

            def visit(n):
                if id(n) not in seen:
                    seen.add(id(n))
                    for p, _ in n.parents:
                        visit(p)
                    order.append(n)
            visit(out)
            grads = {id(out): 1.0}
            for n in reversed(order):
                g = grads.get(id(n), 0.0)
                for p, vjp in n.parents:
                    grads[id(p)] = grads[id(p)] + vjp(g) if id(p) in grads else vjp(g)
            return grads.get(id(x), 0.0)
        finally:
            depth[0] -= 1
    return df


f = lambda x: x ** 3 + sin(x) * exp(-x)
d = f
for i in range(4):
    print(i, f"{d(0.7):.8f}")
    d = grad(d)
g = lambda x, y: x * x * y + log(y) / x
print(grad(g)(2.0, 3.0), grad(g, 1)(2.0, 3.0), grad(grad(g, 1))(2.0, 3.0))


def hessian(f, xs):
    return [[grad(lambda *a: grad(f, i)(*a), j)(*xs) for j in range(len(xs))] for i in range(len(xs))]


for row in hessian(lambda a, b, c: a * b * c + a ** 2 * b, (1.0, 2.0, 3.0)):
    print(row)


def sigmoid(z): return 1.0 / (1.0 + exp(-z))


def branchy(x): return x ** 2 if x > 1.0 else 2.0 * x


print(grad(branchy)(3.0), grad(branchy)(0.5), f"{grad(sigmoid)(0.3):.8f}")
weights = [0.1, -0.2]
data = [(0.5, 1), (-1.0, 0), (2.0, 1)]
nll = lambda w, b: -reduce(add, [log(sigmoid(w * x + b)) if t else log(1 - sigmoid(w * x + b)) for x, t in data])
for step in range(20):
    gw, gb = grad(nll)(*weights), grad(nll, 1)(*weights)
    weights = [weights[0] - 0.5 * gw, weights[1] - 0.5 * gb]
print([round(w, 6) for w in weights], round(nll(*weights), 6))
