x = "global"
def a():
    x = "a"
    def b():
        def c():
            nonlocal x
            x = "c changed"
            return [x for _ in range(2)]
        r = c()
        return r, x
    return b(), x
print(a(), x)
class K:
    x = "class"
    y = [x for _ in range(1)] if False else x
    def get(self): return x
    z = (lambda: x)()
print(K.y, K().get(), K.z)
def make():
    fns = {}
    for name in ("p", "q"):
        def f(n=name): return n + x[0]
        fns[name] = f
    return fns
print({k: f() for k, f in make().items()})
def outer(n):
    total = 0
    def add(v):
        nonlocal total
        total += v
        if v > 1: add(v - 1)
    add(n)
    return total
print(outer(4))
def acc():
    items = []
    def push(v): items.append(v); return len(items)
    def pop(): return items.pop()
    return push, pop
push, pop = acc(); push(1); print(push(2), pop(), pop())
def gl():
    global fresh
    fresh = 5
gl(); print(fresh)
print([[i + j for j in range(i)] for i in range(3)], [k for k in range(2)])
try: print(k)
except NameError as e: print(e)
def free():
    def g(): return later
    try: g()
    except NameError as e: print(e)
    later = 1
    return g()
print(free())
def d(a, b=x, *, c=lambda: x): return a, b, c()
x = "rebound"; print(d(1))
def cl():
    out = []
    for i in range(3):
        class C:
            v = i
            def m(self): return i
        out.append(C)
    return [(c.v, c().m()) for c in out]
print(cl())
lst = [1, 2, 3]
print([(lambda y: y * v)(v) for v in lst], sum((lambda: [q for q in lst])()))
def walrus():
    data = [1, 5, 2]
    if any((big := n) > 4 for n in data): return big
print(walrus())
def rec(n): return n if n < 2 else rec(n - 1) + rec(n - 2)
print(rec(15), locals is not None, "x" in globals(), sorted(k for k in (lambda p, q: locals())(1, 2)))
def star(first, *rest, key=None, **opts): return first, rest, key, sorted(opts)
print(star(*range(3), key="k", z=1, **{"y": 2}))
def gen_scope():
    v = 10
    g = (v + i for i in range(2))
    v = 20
    return list(g)
print(gen_scope())
try:
    for e in [1]: raise ValueError(e)
except ValueError as e: pass
try: e
except NameError as err: print(err)
