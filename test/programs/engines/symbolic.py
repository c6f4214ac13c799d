"""Symbolic differentiation and simplification with singledispatch, dataclasses and match."""
from __future__ import annotations
from abc import ABC, abstractmethod
from dataclasses import dataclass
import math


class Expr(ABC):
    def __add__(self, other): return Add(self, wrap(other))
    def __radd__(self, other): return Add(wrap(other), self)
    def __mul__(self, other): return Mul(self, wrap(other))
    def __rmul__(self, other): return Mul(wrap(other), self)
    def __sub__(self, other): return Add(self, Mul(Const(-1), wrap(other)))
    def __pow__(self, n): return Pow(self, n)

    @abstractmethod
    def diff(self, name: str) -> Expr: ...

    @abstractmethod
    def eval(self, env: dict[str, float]) -> float: ...


@dataclass(frozen=True)
class Const(Expr):
    value: float
    def diff(self, name): return Const(0)
    def eval(self, env): return self.value
    def __str__(self): return f"{self.value:g}"


@dataclass(frozen=True)
class Var(Expr):
    name: str
    def diff(self, name): return Const(1 if name == self.name else 0)
    def eval(self, env): return env[self.name]
    def __str__(self): return self.name


@dataclass(frozen=True)
class Add(Expr):
    left: Expr
    right: Expr
    def diff(self, name): return self.left.diff(name) + self.right.diff(name)
    def eval(self, env): return self.left.eval(env) + self.right.eval(env)
    def __str__(self): return f"({self.left} + {self.right})"


@dataclass(frozen=True)
class Mul(Expr):
    left: Expr
    right: Expr
    def diff(self, name): return self.left.diff(name) * self.right + self.left * self.right.diff(name)
    def eval(self, env): return self.left.eval(env) * self.right.eval(env)
    def __str__(self): return f"{self.left}*{self.right}"


@dataclass(frozen=True)
class Pow(Expr):
    base: Expr
    n: int
    def diff(self, name): return Const(self.n) * Pow(self.base, self.n - 1) * self.base.diff(name)
    def eval(self, env): return self.base.eval(env) ** self.n
    def __str__(self): return f"{self.base}^{self.n}"


@dataclass(frozen=True)
class Sin(Expr):
    arg: Expr
    def diff(self, name): return Cos(self.arg) * self.arg.diff(name)
    def eval(self, env): return math.sin(self.arg.eval(env))
    def __str__(self): return f"sin({self.arg})"


@dataclass(frozen=True)
class Cos(Expr):
    arg: Expr
    def diff(self, name): return Const(-1) * Sin(self.arg) * self.arg.diff(name)
    def eval(self, env): return math.cos(self.arg.eval(env))
    def __str__(self): return f"cos({self.arg})"


def wrap(x): return x if isinstance(x, Expr) else Const(x)


def simplify(e: Expr) -> Expr:
    match e:
        case Add(l, r):
            l, r = simplify(l), simplify(r)
            match (l, r):
                case (Const(0), x) | (x, Const(0)):
                    return x
                case (Const(a), Const(b)):
                    return Const(a + b)
            return Add(l, r)
        case Mul(l, r):
            l, r = simplify(l), simplify(r)
            match l, r:
                case (Const(0), _) | (_, Const(0)):
                    return Const(0)
                case (Const(1), x) | (x, Const(1)):
                    return x
                case Const(a), Const(b):
                    return Const(a * b)
                case Const(a), Mul(Const(b), rest):
                    return Mul(Const(a * b), rest)
            return Mul(l, r)
        case Pow(b, 1):
            return simplify(b)
        case Pow(_, 0):
            return Const(1)
        case Sin(a) | Cos(a):
            return type(e)(simplify(a))
        case _:
            return e


x, y = Var("x"), Var("y")
f = 3 * x ** 2 + x * Sin(y) - 4 * y + 1
print("f      =", f)
for v in ("x", "y"):
    d = f.diff(v)
    s = simplify(d)
    print(f"df/d{v} =", s)
    print("   raw:", d)
    env = dict(x=1.5, y=0.5)
    h = 1e-6
    num = (f.eval({**env, v: env[v] + h}) - f.eval({**env, v: env[v] - h})) / (2 * h)
    print(f"   {s.eval(env):.6f} ~ {num:.6f}")
print(repr(Const(2) + x))
print(Add(x, y) == Add(x, y), hash(x) == hash(Var("x")), {x: 1}[Var("x")])
try:
    Expr()
except TypeError as e:
    print(e)
try:
    x.name = "z"
except Exception as e:
    print(type(e).__name__, e)
