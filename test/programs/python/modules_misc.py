"""Odds and ends of the library: copy, pickle in memory, struct, fractions, numbers, types, operator."""
import copy
import numbers
import operator
import pickle
import types
from fractions import Fraction
from statistics import mean, median, stdev
from types import SimpleNamespace


class Node:
    def __init__(self, value, children=()):
        self.value, self.children = value, list(children)

    def __eq__(self, other):
        return isinstance(other, Node) and (self.value, self.children) == (other.value, other.children)

    def __repr__(self):
        return f"Node({self.value!r}, {self.children})"


tree = Node("a", [Node(1), Node(2.5, [Node(None)])])
shallow, deep = copy.copy(tree), copy.deepcopy(tree)
deep.children[0].value = 99
print(shallow.children is tree.children, deep.children is tree.children, tree.children[0], deep == tree)
state = {"w": [1.5, 2.5], "step": 3, "name": None}
again = pickle.loads(pickle.dumps(state))
again["w"].append(4)
print(again, state, again is state)
print(Fraction(3, 4) + Fraction(1, 6), Fraction("0.125"), float(Fraction(1, 3)), Fraction(0.5), Fraction(6, 4).numerator, Fraction(1, 3) < 0.5, repr(Fraction(2, 4)))
print(isinstance(3, numbers.Number), isinstance(3.0, numbers.Real), isinstance(True, numbers.Integral), isinstance("x", numbers.Number), isinstance(2, numbers.Real))
print(mean([1, 2, 4]), median([3, 1, 2]), round(stdev([1.0, 2.0, 4.0]), 6))


def f(a, b: int = 2, *args, c, d=4, **kw) -> float:
    """Doc."""
    return a


ns = SimpleNamespace(lr=0.1, name="x")
ns.lr *= 2
print(ns, ns.lr, isinstance(f, types.FunctionType), types.SimpleNamespace is SimpleNamespace, ns == SimpleNamespace(lr=0.2, name="x"))
print(operator.add(1, 2), operator.mul(3, 4), operator.methodcaller("upper")("a"), operator.neg(3), operator.truediv(1, 4), operator.getitem([1, 2], 1), operator.contains([1], 1))
print(globals()["tree"] is tree, "Node" in globals(), (lambda: sorted(locals()))(), callable(f), id(tree) == id(tree))


def scope(x):
    y = 1
    return sorted(locals().items())


print(scope(5), vars(ns), [n for n in dir(tree) if not n.startswith("_")])
