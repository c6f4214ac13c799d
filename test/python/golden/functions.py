def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
print(f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2, 3], **{"c": 4, "z": 5}))
def g(a, /, b, *, c=3): return (a, b, c)
print(g(1, 2), g(1, b=2, c=4))
for call in ["g(1)", "g(a=1, b=2)", "g(1, 2, 3)", "g(1, 2, d=3)", "g()", "f(1)", "g(1, 2, b=3)", "f()"]:
    try:
        {"g(1)": lambda: g(1), "g(a=1, b=2)": lambda: g(a=1, b=2), "g(1, 2, 3)": lambda: g(1, 2, 3), "g(1, 2, d=3)": lambda: g(1, 2, d=3), "g()": lambda: g(), "f(1)": lambda: f(1), "g(1, 2, b=3)": lambda: g(1, 2, b=3), "f()": lambda: f()}[call]()
    except TypeError as e: print(call, "->", e)
def counter():
    n = 0
    def inc(step=1):
        nonlocal n
        n += step
        return n
    return inc
c = counter(); print(c(), c(5), c()); c2 = counter(); print(c2())
total = 0
def add(x):
    global total
    total += x
add(3); add(4); print(total)
fs = [lambda i=i: i * 10 for i in range(3)]; print([h() for h in fs])
fs = [lambda: i for i in range(3)]; print([h() for h in fs])
def compose(*fns):
    def run(x):
        for fn in fns: x = fn(x)
        return x
    return run
print(compose(lambda v: v + 1, str, lambda s: s * 2)(4))
def deco(fn):
    def wrapper(*a, **k):
        print("call", fn.__name__, a, k); return fn(*a, **k)
    return wrapper
def repeat(n):
    def d(fn):
        def w(*a): return [fn(*a) for _ in range(n)]
        return w
    return d
@deco
@repeat(2)
def hi(name): return "hi " + name
print(hi("bo"))
def fact(n): return 1 if n <= 1 else n * fact(n - 1)
print(fact(20), fact(30))
def fib(n, memo={}):
    if n in memo: return memo[n]
    memo[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
    return memo[n]
print(fib(80))
def nothing(): pass
print(nothing(), (lambda: None)(), (lambda *a, **k: (a, k))(1, x=2))
def doc():
    "the doc"
print(doc.__doc__, doc.__name__, f.__defaults__, f.__kwdefaults__, callable(doc), callable(3))
print((lambda x, y=10: x + y)(5), list(map(lambda a, b: a * b, [1, 2], [3, 4])))
def swap(a, b): return b, a
p, q = swap(1, 2); print(p, q)
def early(x):
    if x: return "yes"
    return "no"
print(early(1), early(0))
def outer():
    x = "outer"
    def inner():
        x = "inner"
        return x
    return inner(), x
print(outer())
print(max([1, -5, 3], key=abs), sorted("bAc", key=str.lower), *map(str.upper, "ab"))
def kwonly(*, a, b): return a - b
print(kwonly(b=1, a=5))
x = 10
def shadow():
    try: print(x)
    except UnboundLocalError as e: print("UnboundLocalError", e)
    x = 5
shadow()
if (n := len("walrus")) > 3: print(n)
print([y := 5, y**2], [last := v for v in range(3)], last)
def typed(a: int, b: "str" = "x") -> float: return a
print(typed(1))
