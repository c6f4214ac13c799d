def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(list(count(3)), sum(count(5)), [x * 2 for x in count(3)], max(count(4)))
def echo():
    got = None
    while True:
        got = yield got
        if got is None: return "end"
g = echo(); print(next(g), g.send(1), g.send("a"))
try: g.send(None)
except StopIteration as e: print("stop", e.value)
def chain(*its):
    for it in its: yield from it
print(list(chain([1, 2], "ab", range(2))))
def inner():
    r = yield 1
    print("inner got", r)
    return "result"
def outer():
    v = yield from inner()
    print("outer got", v)
    yield v
o = outer(); print(next(o), o.send("S"), list(o))
def fibs():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
f = fibs(); print([next(f) for _ in range(12)])
print(sum(x * x for x in range(10)), list(x + y for x in [1, 2] for y in [10, 20] if x + y > 11), any(x > 3 for x in range(5)), dict((k, v) for k, v in zip("ab", [1, 2])))
ge = (x for x in [1, 2, 3]); print(next(ge), list(ge), list(ge))
def tree(n):
    if n > 0:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))
def with_try():
    try:
        yield 1
        yield 2
    finally:
        print("cleanup")
for v in with_try():
    print(v)
    if v == 1: pass
def windows(seq, n):
    for i in range(len(seq) - n + 1): yield seq[i:i + n]
print(list(windows([1, 2, 3, 4], 2)))
def batches(data, size):
    batch = []
    for d in data:
        batch.append(d)
        if len(batch) == size:
            yield batch
            batch = []
    if batch: yield batch
for b in batches(range(7), 3): print(b, end=" ")
print()
class Tree:
    def __init__(self, v, l=None, r=None): self.v, self.l, self.r = v, l, r
    def __iter__(self):
        if self.l: yield from self.l
        yield self.v
        if self.r: yield from self.r
print(list(Tree(2, Tree(1), Tree(3))))
def cond(flag):
    if flag: yield "a"
    else: yield "b"
    for i in range(2):
        if i: break
        yield i
    else: yield "never"
    with_ctx = yield
    print("ctx", with_ctx)
c = cond(True); print(next(c), next(c), next(c))
try: c.send(9)
except StopIteration: print("done")
def expr():
    x = (yield 1) + (yield 2)
    print("sum", x)
e = expr(); next(e); e.send(10)
try: e.send(20)
except StopIteration: pass
z = zip(count(3), fibs()); print(list(z))
print(type(count(1)).__name__, iter(g) is g, list(map(lambda a: a, count(2))), *count(3))
lazy = (print("eval", i) or i for i in range(2)); print("before"); print(list(lazy))
def gen_return():
    return 5
    yield
print(list(gen_return()))
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found): found.append(n); yield n
        n += 1
p = primes(); print([next(p) for _ in range(10)])
try:
    def bad(): yield 1; raise ValueError("in gen")
    for v in bad(): print(v)
except ValueError as err: print("caught", err)
