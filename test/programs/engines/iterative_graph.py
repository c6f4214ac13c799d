"""An engine with an iterative topological sort (Kahn), a visualiser in text, and checks by finite differences."""
from __future__ import annotations
import itertools
import math
from collections import deque
from typing import Callable, Dict, List, Tuple, Union

Number = Union[int, float]


class Op:
    registry: Dict[str, Tuple[Callable, Callable]] = {}

    @classmethod
    def define(cls, name):
        def wrap(fn):
            forward, backward = fn()
            cls.registry[name] = (forward, backward)
            return fn
        return wrap


@Op.define("add")
def _():
    return (lambda a, b: a + b), (lambda g, a, b, out: (g, g))


@Op.define("mul")
def _():
    return (lambda a, b: a * b), (lambda g, a, b, out: (g * b, g * a))


@Op.define("exp")
def _():
    return math.exp, (lambda g, a, out: (g * out,))


@Op.define("log")
def _():
    return math.log, (lambda g, a, out: (g / a,))


@Op.define("relu")
def _():
    return (lambda a: max(a, 0.0)), (lambda g, a, out: (g if a > 0 else 0.0,))


class Node:
    ids = itertools.count()

    def __init__(self, value: Number, op: str = "leaf", parents: Tuple[Node, ...] = (), name: str = ""):
        self.id = next(Node.ids)
        self.value, self.op, self.parents = float(value), op, parents
        self.name = name or f"n{self.id}"
        self.grad = 0.0

    @staticmethod
    def apply(op: str, *args: Union[Node, Number]) -> Node:
        nodes = tuple(a if isinstance(a, Node) else Node(a, name=str(a)) for a in args)
        return Node(Op.registry[op][0](*(n.value for n in nodes)), op, nodes)

    def __add__(self, o): return Node.apply("add", self, o)
    def __mul__(self, o): return Node.apply("mul", self, o)
    def __neg__(self): return self * -1
    def __sub__(self, o): return self + (-o if isinstance(o, Node) else -o)
    __radd__, __rmul__ = __add__, __mul__

    def __getattr__(self, name):
        if name in Op.registry:
            return lambda *a: Node.apply(name, self, *a)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def order(self) -> List[Node]:
        outgoing: Dict[int, int] = {}
        nodes, stack = {self.id: self}, [self]
        while stack:
            for p in stack.pop().parents:
                outgoing[p.id] = outgoing.get(p.id, 0) + 1
                if p.id not in nodes:
                    nodes[p.id] = p
                    stack.append(p)
        queue, result = deque([self]), []
        while queue:
            n = queue.popleft()
            result.append(n)
            for p in n.parents:
                outgoing[p.id] -= 1
                if not outgoing[p.id]:
                    queue.append(p)
        return result

    def backward(self):
        order = self.order()
        for n in order:
            n.grad = 0.0
        self.grad = 1.0
        for n in order:
            if n.parents:
                for p, g in zip(n.parents, Op.registry[n.op][1](n.grad, *(p.value for p in n.parents), n.value)):
                    p.grad += g
        return order

    def draw(self, depth=0, seen=None):
        seen = seen if seen is not None else set()
        mark = "*" if self.id in seen else ""
        print("  " * depth + f"{self.op:<5}{self.name}{mark} = {self.value:.4f}")
        if self.id not in seen:
            seen.add(self.id)
            for p in self.parents:
                p.draw(depth + 1, seen)


x, w, b = Node(1.5, name="x"), Node(-0.8, name="w"), Node(0.3, name="b")
h = (x * w + b).exp()
y = (h * h + x).log() + (w * 2 - 1).relu()
order = y.backward()
y.draw()
print(len(order), [n.op for n in order][:6])
for n in (x, w, b):
    print(f"d/d{n.name} = {n.grad:+.6f}")
h2 = 1e-6
f = lambda x, w, b: math.log(math.exp(x * w + b) ** 2 + x) + max(2 * w - 1, 0)
print(f"numeric d/dx {(f(1.5 + h2, -0.8, 0.3) - f(1.5 - h2, -0.8, 0.3)) / (2 * h2):+.6f}")
try:
    x.sinh()
except AttributeError as e:
    print(e)
chain = x
for i in range(300):
    chain = chain * 1.001
chain.backward()
print(f"{x.grad:.6f}", len(chain.order()))
