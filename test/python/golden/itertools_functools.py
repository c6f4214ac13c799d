import itertools, functools, operator
from itertools import *
from functools import reduce, partial, lru_cache, wraps
print(list(chain([1], "ab")), list(chain.from_iterable([[1], [2, 3]])), list(islice(count(5), 3)), list(islice(range(10), 2, 8, 3)), list(repeat("x", 2)), list(islice(cycle("ab"), 5)))
print(list(product([1, 2], "ab")), list(product([0, 1], repeat=2)), list(combinations("abc", 2)), list(permutations([1, 2, 3], 2)), list(combinations_with_replacement("ab", 2)))
print(list(accumulate([1, 2, 3, 4])), list(accumulate([1, 2, 3], operator.mul)), list(accumulate([1, 2], initial=10)), list(takewhile(lambda x: x < 3, [1, 2, 5, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 5, 1])))
print(list(zip_longest([1, 2], "a", fillvalue="-")), list(starmap(pow, [(2, 3), (3, 2)])), list(compress("abc", [1, 0, 1])), list(filterfalse(lambda x: x % 2, range(5))), list(pairwise([1, 2, 3])))
for k, g in groupby("aabbca"): print(k, list(g), end=" ")
print([(k, len(list(g))) for k, g in groupby([1, 1, 2], key=lambda x: x > 1)])
a, b = tee([1, 2, 3]); print(list(a), list(b))
print(reduce(lambda x, y: x + y, [1, 2, 3]), reduce(operator.mul, range(1, 6), 1), partial(pow, 2)(5), partial(int, base=2)("101"), reduce(max, [3, 1, 4]))
calls = 0
@lru_cache(maxsize=None)
def fib(n):
    global calls
    calls += 1
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50), calls)
def log(fn):
    @wraps(fn)
    def inner(*a):
        "inner doc"
        return fn(*a)
    return inner
@log
def documented(x):
    "its doc"
    return x
print(documented.__name__, documented.__doc__, documented(3))
print(sorted("cab", key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b))), operator.itemgetter(1)([5, 6]), operator.attrgetter("real")(3), operator.itemgetter(0, 2)("abc"))
@functools.total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(V(1) <= V(2), V(3) > V(2), V(2) >= V(2), max([V(1), V(5)], key=lambda v: v.v).v)
class C:
    @functools.cached_property
    def slow(self): print("computing"); return 42
c = C(); print(c.slow, c.slow)
class M:
    @lru_cache
    def f(self, x): print("f", x); return x * 2
m = M(); print(m.f(2), m.f(2))
try: reduce(lambda a, b: a, [])
except TypeError as e: print(e)
@functools.singledispatch
def show(x): return "obj"
@show.register(int)
def _(x): return "int"
@show.register
def _(x: list): return "list"
print(show(1), show([]), show("s"))
