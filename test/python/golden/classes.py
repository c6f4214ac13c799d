class Animal:
    """An animal."""
    kind = "animal"
    count = 0
    def __init__(self, name): self.name = name; Animal.count += 1
    def speak(self): return f"{self.name} makes a sound"
    def __repr__(self): return f"{type(self).__name__}({self.name!r})"
    @property
    def upper(self): return self.name.upper()
    @upper.setter
    def upper(self, v): self.name = v.lower()
    @classmethod
    def make(cls, n): return cls(n)
    @staticmethod
    def helper(x): return x * 2
class Dog(Animal):
    kind = "dog"
    def __init__(self, name, age=1):
        super().__init__(name)
        self.age = age
    def speak(self): return super().speak() + ": woof"
a, d = Animal("Cat"), Dog("Rex", 3)
print(a, d, a.speak(), d.speak(), d.upper, Dog.make("M"), Dog.helper(4), d.helper(5), Animal.count)
d.upper = "BIG"; print(d.name, isinstance(d, Animal), isinstance(a, Dog), issubclass(Dog, Animal), type(d) is Dog, type(d).__name__, Dog.__mro__)
print(a.kind, d.kind, Dog.kind, a.__class__, a.__doc__, d.__dict__, vars(a), Dog.__bases__, hasattr(d, "age"), getattr(d, "zz", "none"))
class Vec:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return Vec(self.x + o.x, self.y + o.y)
    def __sub__(self, o): return Vec(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return Vec(self.x * k, self.y * k) if not isinstance(k, Vec) else self.x * k.x + self.y * k.y
    __rmul__ = __mul__
    def __neg__(self): return Vec(-self.x, -self.y)
    def __eq__(self, o): return isinstance(o, Vec) and (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
    def __lt__(self, o): return self.x < o.x
    def __abs__(self): return (self.x**2 + self.y**2) ** 0.5
    def __bool__(self): return bool(self.x or self.y)
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __iter__(self): yield self.x; yield self.y
    def __contains__(self, v): return v in (self.x, self.y)
    def __call__(self, z): return (self.x, self.y, z)
    def __str__(self): return f"<{self.x}, {self.y}>"
    def __repr__(self): return f"Vec({self.x}, {self.y})"
    def __format__(self, spec): return f"V[{self.x:{spec}}]" if spec else str(self)
    def __matmul__(self, o): return self * o
    def __iadd__(self, o): self.x += o.x; self.y += o.y; return self
    def __truediv__(self, k): return Vec(self.x / k, self.y / k)
    def __pow__(self, n): return Vec(self.x ** n, self.y ** n)
v, w = Vec(3, 4), Vec(1, 2)
print(v + w, v - w, v * 2, 2 * v, v * w, v @ w, -v, abs(v), v == Vec(3, 4), v != w, v < w, bool(Vec(0, 0)), len(v), v[0], list(v), 4 in v, v(5), [v, w], f"{v}", f"{v:.1f}", v / 2, v ** 2)
print({v: 1}[Vec(3, 4)], sorted([v, w]), max(v, w), [*v], sum(v))
a0 = v; v += w; print(v, a0 is v)
x, y = w; print(x, y)
class Temp:
    def __init__(self): self._c = 0
    def __getattr__(self, n):
        if n.startswith("dyn_"): return n[4:]
        raise AttributeError(f"no {n}")
    def __setattr__(self, n, v): object.__setattr__(self, n, v * 1 if n == "_c" else v)
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, e, tb): print("exit", t.__name__ if t else None, e); return t is ValueError
with Temp() as t: print(t.dyn_hello); raise ValueError("inside")
print("after")
try: t.other
except AttributeError as e: print("AttributeError:", e)
class A:
    def who(self): return "A"
class B(A):
    def who(self): return "B" + super().who()
class C(A):
    def who(self): return "C" + super().who()
class D(B, C):
    def who(self): return "D" + super().who()
print(D().who(), [k.__name__ for k in D.__mro__])
class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): self.i = 0; return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
print(list(Count(3)), sum(Count(4)), [x for x in Count(2)], max(Count(5)), 2 in Count(3))
class Stack(list):
    def push(self, v): self.append(v); return self
    def __repr__(self): return "Stack" + super().__repr__()
s = Stack([1]).push(2); print(s, len(s), s[0], isinstance(s, list), s == [1, 2], s + [3])
class DD(dict):
    def __missing__(self, k): self[k] = []; return self[k]
dd = DD(); dd["a"].append(1); print(dd, dd["b"], len(dd))
class Meta:
    registry = []
    def __init_subclass__(cls, **kw): Meta.registry.append((cls.__name__, kw)); super().__init_subclass__()
class M1(Meta, tag=1): pass
class M2(Meta): pass
print(Meta.registry)
class Desc:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, obj, t=None): return self if obj is None else getattr(obj, self.name, "unset")
    def __set__(self, obj, v): setattr(obj, self.name, v + 1)
class UsesDesc: f = Desc()
u = UsesDesc(); print(u.f); u.f = 5; print(u.f, u.__dict__)
class Slots:
    __slots__ = ("a", "b")
sl = Slots(); sl.a = 1
try: sl.c = 2
except AttributeError as e: print(e)
class Single:
    _i = None
    def __new__(cls, *a):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
print(Single() is Single())
class Outer:
    class Inner:
        def hi(self): return "inner"
    def make(self): return Outer.Inner()
print(Outer().make().hi(), Outer.Inner.__qualname__)
m = v.__add__; print(m(w)); print(Vec.__add__(w, w), str.upper("x"), A().who.__name__)
del d.age; print(hasattr(d, "age")); setattr(d, "z", 1); print(d.z); delattr(d, "z")
print(type("Dyn", (A,), {"k": 1, "m": lambda self: self.k})().m())
print(object() == object(), A() == A(), A.who is A.who, callable(A), isinstance(3, (int, str)), isinstance(True, int))
