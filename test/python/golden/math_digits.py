# Every digit of functions that the C library or CPython itself computes; where both round otherwise now and then, nothing is printed.
import math

xs = [i * 0.137 - 6.5 for i in range(96)]
for name in ("erf", "erfc", "asinh", "cosh", "atan"):
    print(name, [getattr(math, name)(x) for x in xs])
print("erfc, far", [math.erfc(x * 4) for x in xs])
print("gamma", [math.gamma(x) for x in xs[:90]])
print("gamma, large", [math.gamma(abs(x) * 24 + 0.001) for x in xs])
print("lgamma", [math.lgamma(x * 3) for x in xs])
print("lgamma, large", [math.lgamma(abs(x) * 30 + 0.001) for x in xs])
print("acosh", [math.acosh(1 + abs(x) * 7) for x in xs])
print("exp2", [math.exp2(x) for x in xs])
print("hypot", [math.hypot(x, 1.7, x * x) for x in xs], math.hypot(3e200, 4e200), math.hypot(3e-200, 4e-200), math.hypot())
print("atan2", [math.atan2(x, 1.3) for x in xs])
print("dist", math.dist([1.5, 2.25, -3.0], [0.1, 0.2, 0.3]))
for x in (0.0, 1e-300, 1e-30, 27.5, 30.0, -30.0, math.inf, -math.inf, math.nan):
    print(math.erf(x), math.erfc(x), math.lgamma(x) if x > 0 else "", math.gamma(x) if x > 1e-20 and x < 100 else "")
