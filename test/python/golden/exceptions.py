def t(fn):
    try: return fn()
    except Exception as e: print(type(e).__name__, "|", e)
t(lambda: 1 / 0); t(lambda: 1.0 / 0); t(lambda: 1 // 0); t(lambda: 1 % 0); t(lambda: 1.0 // 0); t(lambda: 1.0 % 0); t(lambda: 0 ** -1); t(lambda: 0.0 ** -1)
t(lambda: [1][5]); t(lambda: (1,)[5]); t(lambda: "a"[5]); t(lambda: {}["k"]); t(lambda: [].pop()); t(lambda: [1].pop(3)); t(lambda: {}.popitem()); t(lambda: [1].remove(2)); t(lambda: [1].index(2)); t(lambda: "a".index("b"))
t(lambda: 1 + "a"); t(lambda: "a" + 1); t(lambda: [1] + 1); t(lambda: (1,) + [1]); t(lambda: None + 1); t(lambda: {} + {}); t(lambda: "a" * "b"); t(lambda: [1] * 1.5); t(lambda: -"a"); t(lambda: ~1.5); t(lambda: 1 @ 2); t(lambda: 1 << 1.0); t(lambda: "a" - "b"); t(lambda: 2 ** "a")
t(lambda: 1 < "a"); t(lambda: [] < 1); t(lambda: None > None); t(lambda: sorted([1, "a"])); t(lambda: max([1, None])); t(lambda: {} < {}); t(lambda: 1 in 5); t(lambda: 1 in "abc")
t(lambda: int("x")); t(lambda: int("1.5")); t(lambda: int(None)); t(lambda: int([])); t(lambda: float("abc")); t(lambda: float(None)); t(lambda: int("")); t(lambda: float("nan") // 0); t(lambda: int(float("nan"))); t(lambda: int(float("inf")))
t(lambda: undefined_thing); t(lambda: (1).foo); t(lambda: "a".foo); t(lambda: None.x); t(lambda: [].y); t(lambda: t.zzz); t(lambda: int.nope); t(lambda: (lambda: 1).q)
t(lambda: 5()); t(lambda: "a"()); t(lambda: None()); t(lambda: len(5)); t(lambda: len()); t(lambda: iter(5)); t(lambda: next(5)); t(lambda: abs("a")); t(lambda: sum("ab")); t(lambda: sum(["a"])); t(lambda: range(1.5)); t(lambda: range(1, 2, 0)); t(lambda: chr(-1)); t(lambda: ord("ab"))
t(lambda: [1, 2]["a"]); t(lambda: [1][1.0]); t(lambda: 5[0]); t(lambda: None[0]); t(lambda: {[]: 1}); t(lambda: {{}}); t(lambda: hash([])); t(lambda: {(1, []): 2}); t(lambda: set([[1]]))
def unpack2():
    a, b = 1, 2, 3
def unpack3():
    a, b, c = [1, 2]
def unpack4():
    a, *b, c = [1]
def unpack5():
    a, b = 5
def unpack6():
    (a, b), c = [1], 2
for u in (unpack2, unpack3, unpack4, unpack5, unpack6): t(u)
def setitem():
    "abc"[0] = "x"
def setitem2():
    (1, 2)[0] = 1
def delitem():
    del (1, 2)[0]
def setattr1():
    (5).x = 1
def assertion():
    assert 1 == 2, "math broke"
def assertion2():
    assert False
for u in (setitem, setitem2, delitem, setattr1, assertion, assertion2): t(u)
t(lambda: int("12", 40)) if False else None
class MyErr(ValueError):
    def __init__(self, code): super().__init__(f"code {code}"); self.code = code
try: raise MyErr(7)
except ValueError as e: print(repr(e), str(e), e.code, e.args, isinstance(e, MyErr))
try:
    try: raise KeyError("inner")
    except KeyError as e: raise RuntimeError("outer") from e
except RuntimeError as e: print(e, repr(e.__cause__))
def f():
    try: return "try"
    finally: print("finally")
print(f())
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print("body", i)
        finally: print("fin", i)
    return "done"
print(g())
try: pass
except ValueError: print("no")
else: print("else")
finally: print("fin")
try:
    try: raise ValueError("a")
    finally: print("cleanup")
except (TypeError, ValueError) as e: print("caught", e)
try: raise ValueError
except ValueError as e: print(repr(e), str(e) == "", e.args)
try: raise Exception("a", 1)
except Exception as e: print(e, e.args, repr(e))
try:
    try: 1 / 0
    except ZeroDivisionError: raise
except ArithmeticError as e: print("re-raised", type(e).__name__)
def deep(n): return deep(n + 1)
try: deep(0)
except RecursionError as e: print("RecursionError", str(e)[:32])
try: raise "text"
except TypeError as e: print(e)
class E2(Exception):
    def __str__(self): return "custom str"
try: raise E2(1, 2)
except E2 as e: print(e, repr(e))
print(issubclass(ZeroDivisionError, ArithmeticError), issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), Exception.__mro__)
try: raise StopIteration(5)
except StopIteration as e: print(e.value)
def gen():
    try: yield 1
    except ValueError as e: print("gen got", e); yield 2
    finally: print("gen closed")
x = gen(); next(x); print(x.throw(ValueError("v"))); x.close()
try: next(iter([]))
except StopIteration: print("stop")
print(next(iter([]), "default"))
try: exec
except NameError: print("no exec")
raise MyErr(42)
