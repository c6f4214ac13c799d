"""Registries, descriptors, metaclasses, slots, builtin subclasses: how model zoos are held together."""
from __future__ import annotations
import abc
import enum
import functools
from typing import Any, Callable, ClassVar, Generic, Iterator, TypeVar, Protocol, NamedTuple, overload
from weakref import WeakValueDictionary, ref

T = TypeVar("T")


class Registry(dict):
    """A dict that is a decorator."""

    def register(self, name=None):
        def wrap(cls):
            self[name or cls.__name__.lower()] = cls
            return cls
        return wrap

    def __missing__(self, key):
        raise KeyError(f"{key!r} is not registered; known: {sorted(self)}")


MODELS = Registry()


class Positive:
    """A descriptor that checks."""

    def __set_name__(self, owner, name):
        self.name = "_" + name
        self.public = name

    def __get__(self, obj, objtype=None):
        return self if obj is None else getattr(obj, self.name, None)

    def __set__(self, obj, value):
        if value <= 0:
            raise ValueError(f"{self.public} must be positive, got {value}")
        setattr(obj, self.name, value)


class Plugin:
    plugins: ClassVar[list[type]] = []

    def __init_subclass__(cls, /, kind="plain", **kwargs):
        super().__init_subclass__(**kwargs)
        cls.kind = kind
        Plugin.plugins.append(cls)


class Meta(type):
    def __new__(mcls, name, bases, namespace, **kw):
        cls = super().__new__(mcls, name, bases, namespace)
        cls.fields = [k for k, v in namespace.items() if isinstance(v, Positive)]
        return cls

    def __call__(cls, *args, **kwargs):
        obj = super().__call__(*args, **kwargs)
        obj.made_by = "Meta"
        return obj

    def __len__(cls):
        return len(cls.fields)

    def __iter__(cls):
        return iter(cls.fields)


@MODELS.register()
class Layer(metaclass=Meta):
    width = Positive()
    depth = Positive()

    def __init__(self, width, depth=1):
        self.width, self.depth = width, depth


@MODELS.register("b")
class Conv(Plugin, kind="conv"):
    __slots__ = ("k",)

    def __init__(self, k=3):
        self.k = k


class Lazy:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        print("computing", name)
        value = len(name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)

    def __delattr__(self, name):
        print("del", name)
        super().__delattr__(name)


class Level(int, enum.Enum):
    LOW = 1
    HIGH = 2

    @classmethod
    def parse(cls, s: str) -> Level:
        return cls[s.upper()]


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, x: T) -> Stack[T]:
        self.items.append(x)
        return self

    def __class_getitem__(cls, item):
        return super().__class_getitem__(item) if hasattr(super(), "__class_getitem__") else cls

    def __iter__(self) -> Iterator[T]:
        yield from reversed(self.items)

    def __contains__(self, x):
        return x in self.items

    def __bool__(self):
        return bool(self.items)


layer = MODELS["layer"](4)
print(layer.width, layer.depth, layer.made_by, Layer.fields, len(Layer), list(Layer), sorted(MODELS))
for action in (lambda: Layer(-1), lambda: MODELS["zzz"], lambda: setattr(Conv(), "q", 1) or "no error", lambda: Level["MID"], lambda: Level(7)):
    try:
        print(action())
    except (ValueError, KeyError, AttributeError) as e:
        print(type(e).__name__, e)
print(Plugin.plugins, Conv.kind, Conv.__mro__)
lazy = Lazy()
print(lazy.alpha, lazy.alpha)
lazy.beta = 21
print(lazy.beta, vars(lazy))
del lazy.beta
print(Level.parse("high"), Level.HIGH > 1, Level.HIGH.name, Level.HIGH.value, list(Level), repr(Level.LOW), Level(1) is Level.LOW)
s = Stack().push(1).push(2)
print(list(s), 2 in s, bool(s), bool(Stack()))
cache = WeakValueDictionary()
cache["layer"] = layer
r = ref(layer)
print(cache["layer"] is layer, r() is layer, "nothing" in cache)


class Shape(abc.ABC):
    @property
    @abc.abstractmethod
    def area(self): ...

    @staticmethod
    def unit(): return "m2"


class Square(Shape):
    def __init__(self, a): self.a = a

    @property
    def area(self): return self.a ** 2

    @functools.cached_property
    def slow(self):
        print("once")
        return self.a + 1


try:
    Shape()
except TypeError as e:
    print(e)
q = Square(3)
print(q.area, q.slow, q.slow, Square.unit(), issubclass(Square, Shape), Shape.__subclasses__())
try:
    q.area = 5
except AttributeError as e:
    print(e)
print(callable(q), hasattr(q, "__dict__"), getattr(q, "nope", "default"), q.__class__.__qualname__, Square.__name__, q.__module__)
