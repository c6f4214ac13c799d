a = [1, 2]; b = a; b.append(3); print(a, a is b); b = b + [4]; print(a, b); a += [9]; print(a)
t = ([1], 2); t[0].append(5); print(t)
try: t[0] += [7]
except TypeError as e: print(e, t)
def f(l): l.append(1); l = [0]; return l
x = []; print(f(x), x)
d1 = {"k": [1]}; d2 = dict(d1); d2["k"].append(2); d2["n"] = 1; print(d1, d2)
print([[]] * 3, [[] for _ in range(2)], 3 * ("a",))
g = [[0] * 2 for _ in range(2)]; g[0][0] = 1; print(g)
i = 5; j = i; i += 1; print(i, j)
s = "abc"; s2 = s; s += "d"; print(s, s2)
print(1 == 1.0 == True, hash(1) == hash(1.0) == hash(True), {1: "a", 1.0: "b", True: "c"}, 0.1 + 0.2 != 0.3)
n = None; print(n is None, n == None, n == 0, not n, bool(None))
print([] == (), [1] == [1.0], (1, 2) == (1, 2), "a" == b"a", {1, 2} == {2, 1}, {"a": 1} == {"a": 1.0}, [1, [2]] == [1, [2]], float("nan") in [float("nan")])
nan = float("nan"); print(nan == nan, nan in [nan], [nan] == [nan], nan != nan, max(1, nan), min(nan, 1))
print(bool([0]), bool([[]]), bool(" "), bool(0.0), bool(()), bool({0: 0}), bool("0"), bool(range(0)))
print(10 // 3, -10 // 3, 10 % -3, 10.5 // 3, divmod(-10, 3), int(-3.7), round(-3.5), round(-4.5))
a, b = 1, 2; a, b = b, a; print(a, b); a = b = []; a.append(1); print(b)
def default(x, acc=[]): acc.append(x); return acc
print(default(1), default(2), default(3, []), default(4))
class C: shared = []; n = 0
c1, c2 = C(), C(); c1.shared.append(1); c1.n = 5; C.n = 7; print(c2.shared, c1.n, c2.n, C.n)
print(sorted([3, 1, 2]), [3, 1, 2].sort(), list(reversed([1, 2])), "".join(sorted("hello")))
l = [1, 2, 3, 4, 5, 6]
for v in l[:]:
    if v % 2: l.remove(v)
print(l)
print(l[10:], l[-10:2], "abc"[5:], "abc"[-2:], (1, 2, 3)[::-1], [1, 2, 3][1:-1], [0, 1, 2, 3][::2], [0, 1, 2, 3][-1:0:-1])
print(type(1 + True), type(1 + 1.0), type(2 ** 0.5), 1 / 2 * 2, 3 * "ab", [1] * 0, 7 & 3, True ^ True, True & False, True | False, ~True)
x = 10
def shadow(x): x = x + 1; return x
print(shadow(x), x, (lambda x: x * 2)(3), x)
print(str(1e6), str(1e16), str(123456789.123), str(1.0e-5), 1e5, 100000000.0, 3.0e8, 2.5e-8, 1/7, 100/3, 1e15/3, 2/3*1e-5)
print(0.1 * 3, 1.1 * 1.1, 0.3 / 0.1, 1e-3 * 1e-3, 5 % 3.5, 2.0 ** 0.5, 1e308 + 1e308, -1e-320, 4.9e-324)
print(int("0b11", 2), int("-7"), float("1e-3"), str(-0.0), abs(-0.0), int("٣") if False else 3)
