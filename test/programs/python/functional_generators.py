"""Pipelines of generators, partial application, memo tables, sorting by keys, set algebra."""
from functools import lru_cache, partial, reduce
from itertools import count, cycle, islice, repeat, tee, zip_longest, compress, dropwhile
from collections import deque, namedtuple
import operator
import sys

compose = lambda *fs: reduce(lambda f, g: lambda x: g(f(x)), fs)
print(compose(abs, lambda x: x + 1, str)(-4), list(map(pow, [2, 3], [3, 2])), list(filter(None, [0, 1, "", "a"])))


def primes():
    known = []
    for n in count(2):
        if all(n % p for p in known):
            known.append(n)
            yield n


print(list(islice(primes(), 10)), next(p for p in primes() if p > 20))


def batched(it, n):
    it = iter(it)
    while chunk := list(islice(it, n)):
        yield chunk


print(list(batched(range(7), 3)), list(zip_longest([1, 2], "abc", fillvalue="-")), list(compress("abcd", [1, 0, 1])), list(dropwhile(lambda x: x < 3, range(6))))


@lru_cache(None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), [fib(i) for i in range(10)], 2 ** 100, -17 // 5, 17 % -5, 7 & 3, 6 | 1, 5 ^ 1, ~5, 1 << 10)


def accumulate_state():
    total = 0
    while True:
        try:
            x = yield total
            total += x if x is not None else 0
        except ValueError as e:
            print("caught", e)
            total = 0


g = accumulate_state()
next(g)
print(g.send(3), g.send(4), g.throw(ValueError("reset")), g.send(1))
g.close()
a, b = tee([1, 2, 3])
print(list(a), sum(b), sorted("Banana", key=str.lower), sorted([(2, "b"), (1, "z"), (2, "a")], key=lambda t: (-t[0], t[1])), max([3, 1, 2], key=lambda v: -v))
s, t = {1, 2, 3}, {3, 4}
print(s & t, s | t, s - t, s ^ t, s <= {1, 2, 3, 4}, {x % 3 for x in range(10)}, frozenset(t))
d = {"b": 2, "a": 1}
d |= {"c": 3}
print(d, dict(sorted(d.items())), list(d)[::-1], d.setdefault("z", []), d.pop("b"), {v: k for k, v in d.items() if v}, min(d, key=len))
try:
    sys.exit("stop here") if not d else None
finally:
    print("finally")
flatten = lambda x: [y for e in x for y in (flatten(e) if isinstance(e, list) else [e])]
print(flatten([1, [2, [3, [4]]]]), *zip(*[(1, 2), (3, 4)]), [*range(3)][-1], (lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4))
Point = namedtuple("Point", "x y", defaults=[0])
p = Point(1)
print(p, p._replace(y=5), p == (1, 0), hash(p) == hash((1, 0)), Point._fields)
match [1, [2, {"k": "v"}]]:
    case [a, [b, {"k": str(v)}]] if a < b:
        print("matched", a, b, v)
print("walrus", (n := 10) + n, [y := 1, y ** 2], any((w := c) == "b" for c in "abc") and w)
