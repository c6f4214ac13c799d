import math
from math import sqrt, pi, floor
print(math.pi, math.e, math.tau, math.inf, -math.inf, math.nan)
print(sqrt(2), sqrt(16), math.sqrt(0), floor(2.7), math.ceil(2.1), math.floor(-2.5), math.trunc(-2.7), floor(5))
for fn in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "atan", "expm1", "log1p", "erf", "fabs", "log2", "log10"):
    print(fn, [f"{getattr(math, fn)(x):.12g}" for x in (0.1, 0.5, 1.0, 2.0, 3.7)])
for fn in ("asin", "acos", "atanh"): print(fn, [f"{getattr(math, fn)(x):.12g}" for x in (-0.9, 0.0, 0.3)])
print(math.exp(1), math.exp(0), math.exp(-1), math.log(2), math.log(10), math.log(8, 2), math.log(100, 10), math.log2(8), math.log10(1000), math.log2(10))
print(math.pow(2, 0.5), math.pow(2, 10), math.hypot(3, 4), math.atan2(1, 1), math.atan2(-1, -1), math.degrees(math.pi), math.radians(180), math.copysign(3, -0.0), math.fmod(-7, 3), math.modf(3.25), math.frexp(8.5), math.ldexp(0.5, 4))
print(math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.factorial(25), math.comb(10, 3), math.perm(5, 2), math.isqrt(17), math.prod([1, 2, 3]), math.fsum([0.1] * 10), math.dist([0, 0], [3, 4]))
print(math.isnan(math.nan), math.isinf(math.inf), math.isfinite(1), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1))
for fn, a in (("sqrt", -1), ("log", 0), ("log", -1), ("acos", 2), ("exp", 1000), ("factorial", -1), ("floor", math.inf), ("log", "a"), ("sqrt", None), ("gamma", -1), ("fmod", 1)):
    try: print(getattr(math, fn)(a))
    except Exception as e: print(fn, a, type(e).__name__, e)
print(math.gamma(5), math.lgamma(10.5) > 13, math.erf(0.5), math.erfc(0.5), math.sin(math.pi / 6), math.cos(math.pi / 3))
def sigmoid(x): return 1 / (1 + math.exp(-x))
print([round(sigmoid(x), 6) for x in (-2, -1, 0, 1, 2)])
print(math.sin(1e6), math.cos(100), math.tan(1.5), math.exp(0.3), math.exp(-0.7), math.log(0.3), math.log(1.7), math.tanh(0.3), math.sinh(1.5), math.atan(0.7))
