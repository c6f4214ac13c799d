from dataclasses import dataclass, field, asdict, replace, fields, astuple
from enum import Enum, IntEnum, auto, Flag
from typing import List, NamedTuple, Optional, Any, ClassVar, Dict, Union, Tuple, Callable, TypeVar, Generic
from abc import ABC, abstractmethod
import copy
@dataclass
class Config:
    lr: float = 0.1
    layers: List[int] = field(default_factory=list)
    name: str = "net"
    total: ClassVar[int] = 7
    hidden: int = field(default=3, repr=False)
c = Config(0.5, [1, 2]); print(c, c == Config(0.5, [1, 2]), c != Config(), Config(name="z"), asdict(c), replace(c, lr=1.0), [f.name for f in fields(c)], Config.total)
@dataclass(order=True, frozen=True)
class P:
    x: int
    y: int = 0
    def norm(self): return (self.x**2 + self.y**2) ** 0.5
print(P(1, 2) < P(2, 1), P(3, 4).norm(), {P(1): "a"}[P(1)], sorted([P(2), P(1)]), astuple(P(1, 2)))
try: P(1).x = 5
except Exception as e: print(type(e).__name__, e)
try: P()
except TypeError as e: print(e)
@dataclass
class Base:
    a: int
    def __post_init__(self): self.sum = self.a + 1
@dataclass
class Derived(Base):
    b: str = "b"
d = Derived(1); print(d, d.sum, isinstance(d, Base))
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = auto()
    ALIAS = 1
    def nice(self): return self.name.lower()
print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color["BLUE"], list(Color), len(Color), Color.RED is Color.ALIAS, Color.RED == Color.RED, Color.RED != Color.GREEN, Color.GREEN.nice(), Color.BLUE.value, isinstance(Color.RED, Color), {Color.RED: 1}[Color.RED], Color.RED in Color)
try: Color(9)
except ValueError as e: print(e)
class N(IntEnum):
    A = 1
    B = 2
print(N.A + 1, N.B > N.A, N.B == 2, repr(N.A), [10, 20, 30][N.B], sorted([N.B, N.A]), N.A * 2.5)
class Pt(NamedTuple):
    x: int
    y: float = 2.0
    def total(self): return self.x + self.y
p = Pt(1); print(p, p.total(), p.x, p == (1, 2.0), p._replace(y=0), [*p])
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    def show(self): return f"{self.name}: {self.area()}"
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
    @property
    def name(self): return "sq"
print(Sq(3).show())
try: Shape()
except TypeError as e: print(e)
T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, v: T): self.v = v
    def get(self) -> Optional[T]: return self.v
print(Box[int](3).get(), Box("a").get())
def f(x: Union[int, str], y: Dict[str, Tuple[int, ...]] = None, *, cb: Callable[[int], int] = lambda v: v) -> List[Any]: return [x, cb(2)]
print(f(1))
a = [[1], {"k": [2]}]; b = copy.deepcopy(a); s = copy.copy(a); a[0].append(9); a[1]["k"].append(8); print(a, b, s, s[0] is a[0])
o = Derived(5); o2 = copy.deepcopy(o); o2.a = 6; print(o, o2)
class Perm(Flag):
    R = auto()
    W = auto()
print((Perm.R | Perm.W) == Perm(3) if False else Perm.R.value | Perm.W.value, bool(Perm.R & Perm.W))
