class N:
    def __init__(self, v): self.v = v
    def __repr__(self): return f"N({self.v})"
    def __add__(self, o): print("add", end=" "); return N(self.v + (o.v if isinstance(o, N) else o))
    def __radd__(self, o): print("radd", end=" "); return N(o + self.v)
    def __sub__(self, o): return NotImplemented
    def __rsub__(self, o): return N(o - self.v)
    def __mul__(self, o): return N(self.v * (o.v if isinstance(o, N) else o))
    def __imul__(self, o): print("imul", end=" "); self.v *= o; return self
    def __floordiv__(self, o): return N(self.v // o)
    def __mod__(self, o): return N(self.v % o)
    def __divmod__(self, o): return (self // o, self % o)
    def __lshift__(self, o): return N(self.v << o)
    def __and__(self, o): return N(self.v & o.v)
    def __or__(self, o): return N(self.v | o.v)
    def __xor__(self, o): return N(self.v ^ o.v)
    def __invert__(self): return N(~self.v)
    def __pos__(self): return self
    def __neg__(self): return N(-self.v)
    def __eq__(self, o): return self.v == getattr(o, "v", o)
    def __lt__(self, o): return self.v < o.v
    def __le__(self, o): return self.v <= o.v
    def __int__(self): return int(self.v)
    def __float__(self): return float(self.v)
    def __index__(self): return self.v
    def __round__(self, n=0): return N(round(self.v, n))
    def __complex__(self): return 0
    def __contains__(self, x): return x == self.v
    def __reversed__(self): return iter([self.v])
    def __delitem__(self, k): print("del", k)
    def __setitem__(self, k, v): print("set", k, v)
    def __getitem__(self, k): return k
    def __bool__(self): return self.v != 0
a, b = N(6), N(4)
print(a + b, a + 1, 1 + a, sum([a, b]), 10 - a, a * b, a // 4, a % 4, divmod(a, 4), a << 1, a & b, a | b, a ^ b, ~a, +a, -a)
a *= 2; print(a); a += 1; print(a)
print(a == N(13), a == 13, a != 13, b < a, b > a, b <= a, b >= a, int(a), float(a), [10, 20, 30, 40, 50][b], range(b), "x" * b, round(N(2.567), 1), 13 in a, list(reversed(a)), bool(N(0)), not N(0))
try: a - b
except TypeError as e: print(e)
try: a - "s"
except TypeError as e: print(e)
try: a @ b
except TypeError as e: print(e)
try: a ** 2
except TypeError as e: print(e)
del a["k"]; a[1, 2] = 3; print(a[1:2], a[..., None], a[1:2, ::3], a[-1])
try: hash(a)
except TypeError as e: print(e)
class Base:
    def __add__(self, o): return "Base.add"
    def __radd__(self, o): return "Base.radd"
class Sub(Base):
    def __radd__(self, o): return "Sub.radd"
print(Base() + Sub(), Sub() + Base(), Base() + Base(), 1 + Base(), Base() + 1)
class Cmp:
    def __init__(self, v): self.v = v
    def __gt__(self, o): return f"gt {self.v} {o.v}"
print(Cmp(1) > Cmp(2), Cmp(1) < Cmp(2))
try: Cmp(1) <= Cmp(2)
except TypeError as e: print(e)
class Call:
    def __call__(self, *a, **k): return a, k
    def __len__(self): return 0
    def __iter__(self): return iter("xyz")
print(Call()(1, k=2), bool(Call()), list(Call()), [*Call()], dict.fromkeys(Call()))
x, y, z = Call(); print(x, y, z)
class Fmt:
    def __format__(self, s): return f"<{s}>"
    def __str__(self): return "str"
    def __repr__(self): return "repr"
print(f"{Fmt()} {Fmt():abc} {Fmt()!r} {Fmt()!s}", "{:q}".format(Fmt()), str(Fmt()), [Fmt()], "%s %r" % (Fmt(), Fmt()))
class Attr:
    def __init__(self): self.real = 1
    def __getattribute__(self, n): return object.__getattribute__(self, n)
    def __delattr__(self, n): print("delattr", n); object.__delattr__(self, n)
t = Attr(); del t.real; print(hasattr(t, "real"))
class Ctx:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): print("exit", t is None, v); return True
with Ctx() as c, Ctx(): 1 / 0
print("go on")
class It:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(It()), 20 in It(), [*It()], max(It()))
class Missing(dict):
    def __missing__(self, k): return k * 2
print(Missing(a=1)["a"], Missing()["z"], Missing().get("z"))
class MyList(list):
    def __getitem__(self, i): return super().__getitem__(i) * 100
    def total(self): return sum(self)
ml = MyList([1, 2, 3]); print(ml[0], ml.total(), len(ml), ml, ml + [4], ml == [1, 2, 3])
class Prop:
    def __init__(self): self._x = 1
    @property
    def x(self): "doc of x"; return self._x
    @x.setter
    def x(self, v):
        if v < 0: raise ValueError("negative")
        self._x = v
    @x.deleter
    def x(self): self._x = None
    y = property(lambda self: self._x * 2)
p = Prop(); p.x = 5; print(p.x, p.y)
try: p.x = -1
except ValueError as e: print(e)
try: p.y = 1
except AttributeError as e: print(e)
del p.x; print(p.x)
