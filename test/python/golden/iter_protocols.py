class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n + 1
print(list(Countdown(3)), max(Countdown(4)), sorted(Countdown(3)), *Countdown(2), sum(Countdown(4)), list(zip(Countdown(2), "ab")), list(enumerate(Countdown(2))), 2 in Countdown(3), dict(zip("ab", Countdown(2))))
a, b, c = Countdown(3); print(a, b, c)
first, *rest = Countdown(4); print(first, rest)
it = iter([1, 2, 3]); print(next(it), list(it), next(it, "end"))
it = iter("ab")
for ch in it: print(ch, next(it, None))
class Data:
    def __init__(self, n): self.d = list(range(n))
    def __len__(self): return len(self.d)
    def __getitem__(self, i): return self.d[i] * 10
ds = Data(5); print(len(ds), ds[1], [x for x in ds], list(reversed(ds)), 30 in ds, ds[-1])
class Loader:
    def __init__(self, ds, bs, shuffle=False): self.ds, self.bs = ds, bs
    def __iter__(self):
        for i in range(0, len(self.ds), self.bs): yield [self.ds[j] for j in range(i, min(i + self.bs, len(self.ds)))]
    def __len__(self): return -(-len(self.ds) // self.bs)
for epoch in range(2):
    for i, batch in enumerate(Loader(ds, 2)): print(epoch, i, batch)
print(len(Loader(ds, 2)), next(iter(Loader(ds, 3))))
m = map(lambda x: x ** 2, filter(lambda x: x % 2, range(6))); print(next(m), list(m))
print([x for x in (y * 2 for y in range(3))], list(map(max, [1, 5], [3, 2])), list(zip(range(3), range(3, 6), "abc")))
r = range(10, 0, -3); print(list(r), len(r), r[1], r[-1], 4 in r, 5 in r, r.start, r.stop, r.step, r[::2], list(reversed(r)))
print(list(zip([1, 2, 3], [4, 5])), [p for p in zip()], list(enumerate([], 5)))
try: list(zip([1], [1, 2], strict=True))
except ValueError as e: print(e)
e = enumerate("xy"); print(next(e), next(e))
z = zip(*[iter([1, 2, 3, 4])] * 2); print(list(z))
print(all(x for x in []), any(x for x in []), min((len(s) for s in ["aa", "b"])), sum(len(s) for s in ["aa", "b"]))
def infinite():
    n = 0
    while True: yield n; n += 1
for v in infinite():
    if v > 3: break
print(v, [x for _, x in zip(range(3), infinite())])
class Rev:
    def __reversed__(self): yield from (3, 2, 1)
print(list(reversed(Rev())), list(reversed({"a": 1, "b": 2})), list(reversed((1, 2))), "".join(reversed("abc")))
d = {"a": 1, "b": 2}
for (k, v), i in zip(d.items(), range(5)): print(k, v, i)
for i in range(3):
    for j in range(3):
        if i * j == 2: break
    else: continue
    print("broke at", i, j); break
nested = [[1, [2]], [3]]
def walk(n):
    for x in n:
        if isinstance(x, list): yield from walk(x)
        else: yield x
print(list(walk(nested)))
print(list(iter(lambda c=[0]: c.__setitem__(0, c[0] + 1) or c[0], 4)))
