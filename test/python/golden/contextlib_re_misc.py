from contextlib import contextmanager, suppress, nullcontext
import re, string, statistics, operator, argparse, warnings, random
@contextmanager
def tag(name):
    print(f"<{name}>")
    try: yield name.upper()
    except ValueError as e: print("handled", e)
    finally: print(f"</{name}>")
with tag("a") as t, tag("b") as u: print(t, u)
with tag("c"): raise ValueError("x")
with suppress(KeyError): {}["k"]
with nullcontext(5) as n: print(n)
def f():
    with tag("ret"): return "value"
print(f())
try:
    with tag("d"): 1 / 0
except ZeroDivisionError as e: print("out", e)
print(re.findall(r"\d+", "a1b22"), re.sub(r"(\w)(\d)", r"\2\1", "a1b2"), re.match(r"(\w+)@(\w+)", "me@x").groups(), re.split(r"[,;]\s*", "a, b;c"), re.search(r"(?P<y>\d{4})", "in 2024").group("y"), bool(re.fullmatch("a+", "aaa")), re.sub("a", lambda m: m.group().upper(), "banana"), re.compile(r"x").sub("y", "xx"))
print(re.match("b", "abc"), re.search("b", "abc").start(), re.findall(r"(\w)=(\d)", "a=1 b=2"), re.sub(r"\s+", " ", "a   b \n c"), [m.group() for m in re.finditer("[a-c]", "xaybzc")])
print(string.ascii_lowercase[:5], string.digits, statistics.mean([1, 2, 3, 4]), statistics.median([3, 1, 2]), round(statistics.stdev([1, 2, 3, 4]), 6), statistics.mean([1.5, 2.5]))
p = argparse.ArgumentParser(); p.add_argument("--lr", type=float, default=0.1); p.add_argument("--epochs", type=int, default=5); p.add_argument("--verbose", action="store_true"); p.add_argument("-b", "--batch-size", type=int, default=32)
args = p.parse_args([]); print(args.lr, args.epochs, args.verbose, args.batch_size)
warnings.filterwarnings("ignore")
class Timer:
    def __enter__(self): self.t = 0; return self
    def __exit__(self, *exc): print("exit", exc[0]); return False
with Timer() as t: print("in", t.t)
try:
    import nonexistent_module_xyz
except ImportError as e: print(e)
try:
    from math import nothing_here
except ImportError: print("no name")
x = 5
def scope():
    global x
    x = 6
    def inner():
        nonlocal_var = x
        return nonlocal_var
    return inner()
print(scope(), x)
print({**{"a": 1}, "b": 2}, [*range(2), *[5]], (*"ab",), {*[1, 2], 3})
a = b = []; a.append(1); print(b, a is b)
if (m := re.search(r"\d", "a5")): print(m.group())
print([(i, j) for i in range(2) for j in "ab"], {i % 2: i for i in range(4)}, {len(w) for w in ["a", "bb", "cc"]})
data = {"users": [{"name": "A", "tags": ["x", "y"]}, {"name": "B", "tags": []}]}
print([t for u in data["users"] for t in u["tags"]], max(data["users"], key=lambda u: len(u["tags"]))["name"])
lines = """name,score
ann,3
bob,5""".splitlines()
head, *rows = [l.split(",") for l in lines]; print([dict(zip(head, r)) for r in rows])
print(", ".join(f"{k}={v!r}" for k, v in sorted({"b": 2, "a": "x"}.items())))
def flatten(l): return [y for x in l for y in (flatten(x) if isinstance(x, list) else [x])]
print(flatten([1, [2, [3, [4]]]]))
matrix = [[1, 2, 3], [4, 5, 6]]; print([[r[i] for r in matrix] for i in range(3)], sum(map(sum, matrix)))
print("%-10s|%5.2f|%03d" % ("left", 3.14159, 7), "{:<10}|{:>5.1%}".format("x", 0.256))
