"""The words of exceptions, chained errors, custom hierarchies, and the finally clause."""
import math


class ShapeError(ValueError):
    def __init__(self, got, wanted):
        super().__init__(f"got {got}, wanted {wanted}")
        self.got, self.wanted = got, wanted


class Quiet(Exception):
    pass


def attempt(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


cases = [
    lambda: 1 / 0, lambda: 1 // 0, lambda: 1 % 0, lambda: 1.0 // 0, lambda: 0.0 ** -1, lambda: [1][3], lambda: (1,)[2], lambda: {}["k"], lambda: {1: 2}[(1, 2)],
    lambda: "a" + 1, lambda: 1 + "a", lambda: "a" * 1.5, lambda: [1] + (2,), lambda: None + 1, lambda: -"a", lambda: len(5), lambda: int("x"), lambda: float("y"), lambda: int("1.5"),
    lambda: [].pop(), lambda: {}.pop("z"), lambda: [1, 2].index(5), lambda: [1].remove(2), lambda: "abc".index("z"), lambda: next(iter([])), lambda: set().pop(),
    lambda: undefined_name, lambda: (5).foo, lambda: [].foo, lambda: None.shape, lambda: "s".foo(), lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.exp(1000), lambda: int(float("nan")), lambda: int(float("inf")),
    lambda: (lambda x: x)(), lambda: (lambda x: x)(1, 2), lambda: (lambda x, y=1: x)(1, z=2), lambda: (lambda *, k: k)(), lambda: print(1, foo=2), lambda: range(1, 2, 0), lambda: "%d" % "x", lambda: "%s %s" % (1,), lambda: "%d" % (1, 2),
    lambda: "{} {}".format(1), lambda: "{a}".format(b=1), lambda: f"{'x':d}", lambda: f"{1.5:d}", lambda: f"{3:s}", lambda: [1, 2, 3][::0], lambda: [1][1.0], lambda: {[]: 1}, lambda: {{}: 1}, lambda: hash([]),
    lambda: sorted([1, "a"]), lambda: max([]), lambda: min(()), lambda: sum(["a"]), lambda: 1 < "a", lambda: [1] < 1, lambda: isinstance(1, 5), lambda: chr(-1), lambda: ord("ab"), lambda: 2 ** "a", lambda: 5(), lambda: "a"(), lambda: abs("x"), lambda: round("x"),
    lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: list(5), lambda: tuple(5), lambda: zip(5), lambda: enumerate(5), lambda: iter(5), lambda: "".join([1]), lambda: "x".split(""), lambda: (1).__foo__, lambda: 1 in 5, lambda: 5 in "abc", lambda: [] in {}, lambda: 10 ** 400 * 1.0, lambda: 1 << -1, lambda: int("12", 40),
]
for i, f in enumerate(cases):
    print(i, attempt(f))


def unpack(xs):
    a, b = xs
    return a, b


for xs in ([1], [1, 2, 3], 5, "abc", {}):
    print(attempt(lambda: unpack(xs)))
try:
    try:
        raise ShapeError((2, 3), (3, 2))
    except ValueError as e:
        raise RuntimeError("while multiplying") from e
except RuntimeError as e:
    print(repr(e), repr(e.__cause__), e.__cause__.got, e.args, isinstance(e.__cause__, ValueError), e.__context__ is e.__cause__)


def order():
    log = []
    try:
        log.append("try")
        raise Quiet
    except (KeyError, Quiet) as e:
        log.append(f"except {e!r}")
        return log
    else:
        log.append("else")
    finally:
        log.append("finally")


print(order())
try:
    assert 1 > 2, "one is not more than two"
except AssertionError as e:
    print("AssertionError:", e)
try:
    raise KeyError("missing key")
except KeyError as e:
    print(e, str(e), e.args[0])

def recursive(n):
    return recursive(n + 1)


print(attempt(lambda: recursive(0))[:46])
x = [1, 2, 3]
print(x[5])
