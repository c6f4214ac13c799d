import functools, time
def timer(fn):
    @functools.wraps(fn)
    def w(*a, **k):
        r = fn(*a, **k)
        w.calls += 1
        return r
    w.calls = 0
    return w
@timer
def sq(x):
    """square"""
    return x * x
print(sq(3), sq(4), sq.calls, sq.__name__, sq.__doc__, sq.__wrapped__(5))
class memo:
    def __init__(self, fn): self.fn, self.cache = fn, {}
    def __call__(self, *a):
        if a not in self.cache: self.cache[a] = self.fn(*a)
        return self.cache[a]
@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), len(fib.cache))
def validate(**types):
    def deco(fn):
        def inner(**kw):
            for k, t in types.items():
                if not isinstance(kw.get(k), t): raise TypeError(f"{k} must be {t.__name__}")
            return fn(**kw)
        return inner
    return deco
@validate(a=int, b=str)
def show(a, b): return b * a
print(show(a=2, b="x"))
try: show(a="2", b="x")
except TypeError as e: print(e)
registry = {}
def register(name):
    def d(cls): registry[name] = cls; cls.tag = name; return cls
    return d
@register("lin")
class Lin: pass
@register("conv")
class Conv: pass
print(registry["lin"].tag, sorted(registry), Conv.__name__)
def add_repr(cls):
    cls.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{k}={v}' for k, v in vars(self).items())})"
    return cls
@add_repr
class P:
    def __init__(self, x, y): self.x, self.y = x, y
print(P(1, 2), [P(0, 0)])
class Meter:
    def __init__(self): self.reset()
    def reset(self): self.sum = self.n = 0
    def update(self, v, k=1): self.sum += v * k; self.n += k
    @property
    def avg(self): return self.sum / max(1, self.n)
m = Meter(); [m.update(v) for v in (1, 2, 6)]; print(m.avg, m.n)
def curry(f, n): return f if n <= 1 else lambda x: curry(lambda *r: f(x, *r), n - 1)
print(curry(lambda a, b, c: a + b * c, 3)(1)(2)(3))
hooks = []
class Hooked:
    def register(self, fn): hooks.append(fn); return lambda: hooks.remove(fn)
    def fire(self, v): return [h(self, v) for h in hooks]
h = Hooked(); rm = h.register(lambda s, v: v + 1); h.register(lambda s, v: v * 2); print(h.fire(5)); rm(); print(h.fire(5))
class Method:
    def m(self): return self
o = Method(); bound = o.m; print(bound() is o, bound.__self__ is o, Method.m(o) is o, bound.__name__, bound == o.m)
o.m2 = lambda: "instance attr"; print(o.m2()); Method.late = lambda self, x: x; print(o.late(7))
compose = lambda *fs: functools.reduce(lambda f, g: lambda x: g(f(x)), fs)
print(compose(lambda x: x + 1, lambda x: x * 10, str)(1))
def outer():
    count = 0
    def inc(): nonlocal count; count += 1; return count
    def get(): return count
    return inc, get
inc, get = outer(); inc(); inc(); print(get())
print(list(map(lambda f: f(2), [lambda x, k=k: x ** k for k in range(4)])))
class Lazy:
    def __init__(self, f): self.f = f
    def __get__(self, o, t=None):
        if o is None: return self
        v = self.f(o); o.__dict__[self.f.__name__] = v; return v
class UsesLazy:
    @Lazy
    def val(self): print("compute"); return 3
u = UsesLazy(); print(u.val, u.val)
