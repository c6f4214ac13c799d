"""A decorator that records calls and prints the program as three-address code, then runs it backwards."""
import functools
import math
import operator

tape = []


def traced(symbol, *partials):
    def decorate(fn):
        @functools.wraps(fn)
        def wrapper(*args):
            ids = [a if isinstance(a, Ref) else const(a) for a in args]
            out = Ref(fn(*(r.value for r in ids)))
            tape.append((symbol, out, ids, partials))
            return out
        return wrapper
    return decorate


class Ref:
    counter = 0

    def __init__(self, value, name=None):
        Ref.counter += 1
        self.value, self.name, self.bar = value, name or f"t{Ref.counter}", 0.0

    __add__ = lambda self, o: add(self, o)
    __radd__ = __add__
    __mul__ = lambda self, o: mul(self, o)
    __rmul__ = __mul__
    __sub__ = lambda self, o: sub(self, o)
    __truediv__ = lambda self, o: div(self, o)


def const(v):
    return Ref(float(v), f"{v}")


add = traced("+", lambda a, b: 1.0, lambda a, b: 1.0)(operator.add)
sub = traced("-", lambda a, b: 1.0, lambda a, b: -1.0)(operator.sub)
mul = traced("*", lambda a, b: b, lambda a, b: a)(operator.mul)
div = traced("/", lambda a, b: 1 / b, lambda a, b: -a / b ** 2)(operator.truediv)
sin = traced("sin", math.cos)(math.sin)
exp = traced("exp", math.exp)(math.exp)


def sweep(out):
    out.bar = 1.0
    for symbol, o, ins, partials in reversed(tape):
        values = [r.value for r in ins]
        for r, p in zip(ins, partials):
            r.bar += o.bar * p(*values)


x, y = Ref(2.0, "x"), Ref(5.0, "y")
f = exp(x) * sin(y) + x * y / (x + 1)
for symbol, o, ins, _ in tape:
    rhs = f" {symbol} ".join(i.name for i in ins) if len(ins) == 2 else f"{symbol}({ins[0].name})"
    print(f"{o.name:>4} = {rhs:<12} # {o.value:.5f}")
sweep(f)
print(f"f = {f.value:.6f}, df/dx = {x.bar:.6f}, df/dy = {y.bar:.6f}")
check = lambda a, b: math.exp(a) * math.sin(b) + a * b / (a + 1)
h = 1e-6
print(abs((check(2 + h, 5) - check(2 - h, 5)) / (2 * h) - x.bar) < 1e-6, abs((check(2, 5 + h) - check(2, 5 - h)) / (2 * h) - y.bar) < 1e-6)
