for i in range(5):
    if i == 1: continue
    if i == 4: break
    print(i, end=" ")
else: print("no else")
print()
for i in []: pass
else: print("else ran")
n = 0
while n < 3: n += 1
else: print("while else", n)
while True:
    n -= 1
    if not n: break
print(n)
x = 5
print("big" if x > 3 else "small", x and 0, x or 1, not x, None or [], 0 or "", 1 and 2 and 3, "" or 0 or None)
if x > 10: print("a")
elif x > 4: print("b")
else: print("c")
print(1 < x < 10, 1 < x > 3 < 4, x == 5 != 6, None is None, x is not None, [] == [], [] is [])
for i in range(3):
    for j in range(3):
        if j == 2: break
        if i == j: continue
        print((i, j), end=" ")
print()
a = b = c = 7; print(a, b, c)
a, b = b, a + 1; print(a, b)
for k, (v, w) in {"a": (1, 2), "b": (3, 4)}.items(): print(k, v, w)
for i, x in enumerate(reversed([1, 2, 3])): print(i, x, end=",")
print()
for a, *rest in [(1, 2, 3), (4,)]: print(a, rest)
pass
match 3:
    case 1: print("one")
    case 2 | 3: print("two or three")
def m(v):
    match v:
        case 0: return "zero"
        case int(n) if n < 0: return f"neg {n}"
        case [x, y]: return f"pair {x} {y}"
        case [x, *rest]: return f"list {x} {rest}"
        case {"type": "circle", "r": r}: return f"circle {r}"
        case {"type": t, **others}: return f"{t} {others}"
        case str() as s: return f"str {s}"
        case None: return "none"
        case True: return "true"
        case (1.5): return "float"
        case _: return "other"
for v in [0, -3, [1, 2], (1, 2, 3), {"type": "circle", "r": 2}, {"type": "sq", "a": 1}, "hi", None, 1.5, 99, []]: print(m(v))
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
match P(1, 2):
    case P(0, y): print("zero", y)
    case P(x=1, y=yy): print("one", yy)
del a
try: print(a)
except NameError as e: print(e)
print(*range(3), sep="|", end="!\n"); print(); print("a", None, 1.5, [1], sep="")
total = 0
for i in range(100):
    if i % 3 == 0 or i % 5 == 0: total += i
print(total)
i = 10
for i in range(2): pass
print(i)
print([i for i in range(3)], i)
x = [1, 2, 3]
for v in x:
    if v == 2: x.append(9)
    if len(x) > 5: break
print(x)
d = {"a": 1}
try:
    for k in d: d[k + "x"] = 1
except RuntimeError as e: print(e)
print(eval if False else "ok", __name__)
if __name__ == "__main__": print("main")
lst = [10, 20]; idx = 0
lst[idx], idx = 5, 1; print(lst, idx)
print(1 if 0 else 2 if 0 else 3, (1, 2)[True], [0, 1][False], "yes" * (3 > 2))
def long():
    return (1 +
            2 +
            3)
print(long(), 1 + \
  2)
