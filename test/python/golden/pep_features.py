from __future__ import annotations
import math as m, os.path
from typing import *
x: int = 3
y: "float" = 2.5
z: list[int]
a, *b = [1, 2, 3]; (c, d), e = (4, 5), 6
print(x, y, a, b, c, d, e, m.floor(2.5))
def f(a, /, b, *, c): return a + b + c
print(f(1, b=2, c=3))
print((lambda *a, **k: (a, k))(*[1], **{"z": 2}))
if (n := 10) > 5: print(f"{n=}")
print({**{"a": 1}, **{"b": 2}}, [*[1], *(2, 3)], {"x": 1} | {"y": 2})
val = 5 if x else 6; print(val)
print(0b1010, 0o17, 0xFF, 1_000, 1e3, .5, 5., 0xdead_beef)
print("a" "b", r"\d", "\\", '\'', """a
b""", "\x41\u0042", b"x", rb"\n", f"{'a'}" "b")
assert x == 3, "no"
del x
try: x
except NameError: print("deleted")
i = 0
while True:
    i += 1
    if i % 2: continue
    if i > 6: break
else: print("never")
for q in range(2): pass
else: print("for-else", q)
def gen(): yield; yield 1
print(list(gen()))
def nothing(): ...
print(nothing(), ..., Ellipsis is ...)
class E: pass
class F(E): x = 1; y = x + 1
print(F.y, F().x, E.__name__, F.__bases__)
@staticmethod
def sm(): return "sm"
print(sm())
try: raise ValueError("v") from None
except (ValueError, TypeError) as err: print(type(err), err.__cause__)
global_var = 1
def g():
    global global_var, new_global
    global_var += 1; new_global = "n"
g(); print(global_var, new_global)
print(1 if [] else 2, not [], [] or "d", (1,) + (2,), 3 in [1, 2], "b" not in "abc", a is not None)
print(1 < 2 == 2 != 3 > 1 >= 1 <= 4, -2 ** 2, (-2) ** 2, 2 ** 3 ** 2, 7 // 2 * 2 + 7 % 2, ~1 & 3 | 4 ^ 1, 1 << 2 + 1, not True or True, -5 // 2, +-+1)
print([1, 2, 3,], (1,), {1,}, {"a": 1,}, f(1, 2, c=3,))
print("%d" % 3.7, "%s" % [1], "a%sb" % "-", "{0}{1}{0}".format(1, 2))
long_line = 1 + \
    2
print(long_line, (1
  + 2), [
    1,
    2,
])
if x_undefined if False else True: print("ok"); print("same line")
match (1, [2, {"k": 3}]):
    case (1, [a1, {"k": b1}]) if b1 > 2: print(a1, b1)
match "cmd go":
    case str(s) if s.startswith("cmd"): print(s.split()[1])
print(type(1).__name__, type(f).__name__, type(None).__name__, type(...).__name__, type(range(1)).__name__, type({}.keys()).__name__, type(iter([])).__name__, type(zip()).__name__)
def ann(a: int = 1, *args: str, b: float = 2.0, **kw: Any) -> None: return a, args, b, kw
print(ann(5, "x", b=1, q=2))
print(*sorted({3: "c", 1: "a"}.items()), sep="\n")
print(__name__ == "__main__", print.__name__)
