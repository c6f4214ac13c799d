"""Forward mode with dual numbers; functions lifted by a decorator."""
import math
from functools import total_ordering, wraps, reduce
import operator


@total_ordering
class Dual:
    __slots__ = ("re", "eps")

    def __init__(self, re, eps=0.0):
        self.re, self.eps = re, eps

    @classmethod
    def lift(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def __add__(self, o):
        o = Dual.lift(o)
        return Dual(self.re + o.re, self.eps + o.eps)
    __radd__ = __add__

    def __mul__(self, o):
        o = Dual.lift(o)
        return Dual(self.re * o.re, self.re * o.eps + self.eps * o.re)
    __rmul__ = __mul__

    def __neg__(self):
        return Dual(-self.re, -self.eps)

    def __sub__(self, o):
        return self + (-Dual.lift(o))

    def __rsub__(self, o):
        return Dual.lift(o) - self

    def __truediv__(self, o):
        o = Dual.lift(o)
        return Dual(self.re / o.re, (self.eps * o.re - self.re * o.eps) / o.re ** 2)

    def __rtruediv__(self, o):
        return Dual.lift(o) / self

    def __pow__(self, n):
        return Dual(self.re ** n, n * self.re ** (n - 1) * self.eps)

    def __abs__(self):
        return self if self.re >= 0 else -self

    def __eq__(self, o):
        return self.re == Dual.lift(o).re

    def __lt__(self, o):
        return self.re < Dual.lift(o).re

    def __hash__(self):
        return hash((self.re, self.eps))

    def __repr__(self):
        return f"{type(self).__name__}({self.re!r}, {self.eps!r})"

    def __format__(self, spec):
        return f"{self.re:{spec}}+{self.eps:{spec}}e"


def lifted(derivative):
    def decorate(fn):
        @wraps(fn)
        def wrapper(x):
            if isinstance(x, Dual):
                return Dual(fn(x.re), derivative(x.re) * x.eps)
            return fn(x)
        return wrapper
    return decorate


@lifted(math.cos)
def sin(x):
    """sine"""
    return math.sin(x)


@lifted(math.exp)
def exp(x):
    return math.exp(x)


@lifted(lambda x: 1 / x)
def log(x):
    return math.log(x)


def derivative(f):
    return lambda x: f(Dual(x, 1.0)).eps


def gradient(f, *xs):
    return [f(*(Dual(x, float(i == j)) for j, x in enumerate(xs))).eps for i in range(len(xs))]


print(sin.__name__, sin.__doc__)
print(derivative(lambda x: x ** 3 - 2 * x)(2.0))
print(derivative(lambda x: sin(x) * exp(-x))(0.5))
print(gradient(lambda x, y, z: x * y + sin(z) / x, 1.5, 2.0, 0.3))
print(f"{Dual(1.23456, 7.0):.2f}", max(Dual(1), Dual(3, 2), Dual(2)), Dual(2) >= 2, abs(Dual(-1.0, 1.0)))
newton = 1.0
for i in range(6):
    d = (lambda x: x * x - 2)(Dual(newton, 1.0))
    newton -= d.re / d.eps
    print(i, newton)
product = reduce(operator.mul, [Dual(k, 1.0) for k in range(1, 5)])
print(product, sum([Dual(1, 1), Dual(2, 2)]), len({Dual(1), Dual(1), Dual(2)}))
try:
    Dual(1).other = 3
except AttributeError as error:
    print(error)
print(log(Dual(math.e, 1.0)), sorted([Dual(3), Dual(1), Dual(2)]))
