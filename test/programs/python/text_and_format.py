"""Formatting in all its forms: tables, f-strings, %-format, str.format, padding, bytes."""
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace, astuple, fields

name, value, n = "loss", 0.123456789, 1234567
print(f"{name}={value:.4f} {name!r:>10} {value:10.3e} {n:,} {n:_} {n:>12,d} {n:+d} {n:x} {n:#b} {n:o}")
print(f"{value:<12.2f}|{value:^12.2f}|{value:>12.2f}|{value:*^12.2f}|{name:^10}|{name:-<8}|")
print(f"{value=:.3f} {n=} {name=!s} {1 + 1 = }")
print(f"{0.5:.0%} {0.12345:.1%} {1e10:g} {1e-5:g} {123456789.0:g} {100.0:g} {1.0} {1e16} {1e15} {123456789012345678} {0.1 + 0.2} {1/3}")
print(f"{{literal}} {'nested ' + 'quotes'} {max(1, 2)} {[i ** 2 for i in range(3)]} {'yes' if n > 5 else 'no'}")
width, prec = 10, 2
print(f"{value:{width}.{prec}f} {name:>{width}} {True:d} {True} {None} {-0.0:.1f} {float('nan'):.2f} {float('-inf'):8.1f}")
print("%5d|%-5d|%05d|%+d|%x|%o|%e|%g|%s|%r|%%|%c" % (42, 42, 42, 42, 255, 8, 12345.678, 0.0001, "s", "r", "c"))
print("%(a)s %(b).2f" % {"a": 1, "b": 2}, "%.3s|%10s|%-10s|" % ("abcdef", "r", "l"), "%s" % [1, 2], "%s" % (1,))
print("{} {1} {0}".format(1, 2) if False else "{0} {1} {0}".format(1, 2), "{:>8}|{:<8}|{:^8}".format("a", "b", "c"), "{x:.2f} {y[0]} {z.real}".format(x=1, y=[5], z=3))
print("abc".center(9, "*"), "7".zfill(3), "-7".zfill(4), "x".ljust(3) + "|", "Hello World".swapcase(), "hello world".title(), "a,b,,c".split(","), " a  b ".split(), "a-b-c".rsplit("-", 1), "k=v=w".partition("="))
print("mississippi".count("ss"), "mississippi".replace("ss", "SS", 1), "abc".find("z"), "abcabc".rfind("b"), "abc".startswith(("x", "a")), "ab\tc".expandtabs(4), "line1\nline2\r\nline3".splitlines(), "A1".isalnum(), "12".isdigit(), "ab".isalpha(), " ".isspace(), "aB".islower())
print("hello"[::-1], "hello"[1:-1], "a" < "b", "abc" * 2, "-".join(str(i) for i in range(4)), "ß".upper(), "İ".lower() != "", "\u03b1 \u03b2 \x41 \101", r"raw\n", b"bytes\x00\xff", "tab\there", 'it\'s', "it's", 'say "hi"')
print(re.sub(r"(\w+)@(\w+)", r"\2 at \1", "user@host"), re.findall(r"\d+", "a1b22c333"), re.split(r"[,;]\s*", "a, b;c"), re.match(r"(?P<y>\d{4})-(?P<m>\d\d)", "2024-05").groupdict(), bool(re.fullmatch(r"[a-z]+", "abc1")), re.sub(r"\s+", " ", "a   b \n c"), [m.start() for m in re.finditer("a", "banana")])
print("translate".translate(str.maketrans("aeiou", "12345")), unicodedata.normalize("NFD", "é") != "é", "".join(c for c in unicodedata.normalize("NFD", "Ślusàrski") if unicodedata.category(c) != "Mn"))
print("abc".encode("utf-8"), b"\xc3\xa9".decode(), bytes([72, 105]), "é".encode(), list(b"ab"), b"ab".hex())
table = [("epoch", "loss", "acc"), (1, 0.5, 0.25), (2, 0.25, 0.875)]
for i, row in enumerate(table):
    print(" | ".join(f"{c:<8}" if isinstance(c, str) else f"{c:<8.3f}" if isinstance(c, float) else f"{c:<8d}" for c in row))
    if i == 0:
        print("-" * 28)
print(*[1, 2, 3], sep=", ", end="!\n")
print("multi", "args", 1, None, True, 2.0, [1, "a"], (1,), {1: "x"}, {3}, set(), frozenset({1}), range(3), ..., sep=" ; ")
print(repr("a'b"), repr('a"b\'c'), repr("\n\t\\"), ascii("é"), str(1e22), repr(0.1), 1e-05, 5e-324, 1.7976931348623157e308, 2**64, -7 // 2, -7 % 3, 7.5 // 2, divmod(-7, 2), round(2.5), round(3.5), round(-1.25, 1), round(1234, -2), int(-3.9), math.floor(-3.5))


@dataclass(order=True)
class Run:
    loss: float
    name: str = field(compare=False, default="run")
    tags: list = field(default_factory=list, repr=False)

    def __post_init__(self):
        if self.loss < 0:
            raise ValueError("negative loss")


runs = sorted([Run(0.3, "b"), Run(0.1, "a"), Run(0.2)])
print(runs, runs[0] < runs[1], replace(runs[0], name="z"), astuple(runs[1]), [f.name for f in fields(Run)])
print(Counter("gradient descent").most_common(4), Counter(a=1) + Counter(a=2, b=1), sum(Counter("aab").values()))
print(0b101, 0o17, 0xff, 1_000, 1e3, .5, 5.)
