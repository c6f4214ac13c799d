class Base:
    def __init__(self, **kw):
        print("Base", kw)
        for k, v in kw.items(): setattr(self, k, v)
class A(Base):
    def __init__(self, a=1, **kw): print("A"); super().__init__(**kw); self.a = a
class B(Base):
    def __init__(self, b=2, **kw): print("B"); super().__init__(**kw); self.b = b
class C(A, B):
    def __init__(self, **kw): print("C"); super().__init__(**kw)
c = C(a=5, b=6, z=7); print(vars(c), [k.__name__ for k in C.mro()])
class Mix:
    def describe(self): return f"{self.__class__.__name__} with {sorted(self.__dict__)}"
class D(Mix, A): pass
print(D(a=0).describe())
try:
    class X(A, Base, B): pass
    print("ok", [k.__name__ for k in X.__mro__])
except TypeError as e: print("TypeError", str(e)[:40])
try:
    class Y(Base, A): pass
except TypeError as e: print("TypeError", str(e)[:40])
class Module:
    def __init__(self): self._modules, self._params = {}, {}
    def __setattr__(self, n, v):
        if isinstance(v, Module): self.__dict__.setdefault("_modules", {})[n] = v
        elif isinstance(v, float): self.__dict__.setdefault("_params", {})[n] = v
        object.__setattr__(self, n, v)
    def named_parameters(self, prefix=""):
        for n, p in self._params.items(): yield prefix + n, p
        for n, m in self._modules.items(): yield from m.named_parameters(f"{prefix}{n}.")
    def __call__(self, *a): return self.forward(*a)
    def __repr__(self):
        s = "\n".join(f"  ({n}): {m!r}".replace("\n", "\n  ") for n, m in self._modules.items())
        return f"{type(self).__name__}(" + (f"\n{s}\n" if s else "") + ")"
class Lin(Module):
    def __init__(self, w, b): super().__init__(); self.w, self.b = w, b
    def forward(self, x): return self.w * x + self.b
class Seq(Module):
    def __init__(self, *ms):
        super().__init__()
        for i, m in enumerate(ms): setattr(self, str(i), m)
    def forward(self, x):
        for m in self._modules.values(): x = m(x)
        return x
class Net(Module):
    def __init__(self): super().__init__(); self.seq = Seq(Lin(2.0, 1.0), Lin(0.5, -1.0)); self.out = Lin(3.0, 0.0); self.scale = 2.0
    def forward(self, x): return self.out(self.seq(x)) * self.scale
n = Net(); print(n(4.0), dict(n.named_parameters())); print(n)
class Meta(type):
    def __new__(m, name, bases, ns): ns["created_by"] = m.__name__; return super().__new__(m, name, bases, ns)
    def __call__(cls, *a): print("making", cls.__name__); return super().__call__(*a)
    @property
    def label(cls): return cls.__name__.upper()
class WithMeta(metaclass=Meta):
    def __init__(self, v): self.v = v
w = WithMeta(3); print(w.v, WithMeta.created_by, WithMeta.label, type(WithMeta).__name__, isinstance(WithMeta, Meta))
class Child(WithMeta): pass
print(Child(1).created_by, type(Child) is Meta)
class P:
    @classmethod
    def create(cls): return cls()
    @staticmethod
    def name(): return "P"
    def me(self): return type(self).name()
class Q(P):
    @staticmethod
    def name(): return "Q"
    @classmethod
    def create(cls): o = super().create(); o.tag = 1; return o
print(Q.create().me(), Q().create().tag, P.create().me(), super(Q, Q()).name())
class Abs:
    def area(self): raise NotImplementedError
    def show(self): return f"area={self.area()}"
class Circle(Abs):
    def area(self): return 3
print(Circle().show())
try: Abs().show()
except NotImplementedError as e: print("NotImplementedError", repr(e))
class Private:
    def __init__(self): self.__x = 1; self._y = 2
    def get(self): return self.__x
print(Private().get(), "_Private__x" in vars(Private()))
class Eq:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, Eq) and self.v == o.v
    def __hash__(self): return hash(self.v)
print(Eq(1) == Eq(1), Eq(1) != Eq(2), len({Eq(1), Eq(1), Eq(2)}), {Eq(1): "a"}[Eq(1)], Eq(1) in [Eq(1)], [Eq(1), Eq(2)].index(Eq(2)))
print(isinstance(c, (A, int)), issubclass(C, (B,)), C.__name__, C.__module__, hasattr(C, "a"), hasattr(c, "a"), getattr(c, "q", None), callable(c), c == c, c != C.__new__(C))
