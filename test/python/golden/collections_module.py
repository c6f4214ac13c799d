from collections import defaultdict, Counter, deque, namedtuple, OrderedDict, ChainMap
import collections
d = defaultdict(list); d["a"].append(1); d["b"]; print(d, dict(d), d.get("z"), "z" in d, len(d))
n = defaultdict(int)
for c in "mississippi": n[c] += 1
print(n, sorted(n.items(), key=lambda kv: (-kv[1], kv[0])), defaultdict(lambda: 5)["x"])
c = Counter("mississippi"); print(c, c.most_common(2), c["z"], sum(c.values()), c + Counter("mm"), c - Counter("ss"), list(Counter(a=2, b=1).elements()))
c.update("xx"); print(c["x"], Counter([1, 1, 2]), Counter(), Counter({"a": 1}) == Counter("a"), c.total())
q = deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); print(q, len(q), q[0], q[-1], list(q)); q.rotate(1); print(q, q.popleft(), q.pop(), q)
q = deque(); q.extend("abc"); q.extendleft([1, 2]); print(q, 1 in q, q.maxlen, [x for x in q], deque([1]) == deque([1]))
try: deque().popleft()
except IndexError as e: print(e)
P = namedtuple("Point", ["x", "y"]); p = P(1, y=2); print(p, p.x, p[1], p._asdict(), p._replace(x=5), P._fields, p == (1, 2), isinstance(p, tuple), [*p], P._make([7, 8]))
x, y = p; print(x + y, namedtuple("Q", "a b c", defaults=[3])(1, 2), hash(p) == hash((1, 2)), len(p), sorted([P(2, 1), P(1, 2)]))
try: P(1)
except TypeError as e: print(e)
try: p.x = 1
except AttributeError as e: print("AttributeError")
o = OrderedDict([("b", 1), ("a", 2)]); o.move_to_end("b"); print(o, list(o), o.popitem(last=False), o)
nested = defaultdict(lambda: defaultdict(int)); nested["a"]["b"] += 1; print({k: dict(v) for k, v in nested.items()})
print(collections.Counter("abcab").most_common(1)[0][0], collections.deque(range(3)))
def bfs(g, s):
    seen, out, todo = {s}, [], deque([s])
    while todo:
        v = todo.popleft(); out.append(v)
        for u in g[v]:
            if u not in seen: seen.add(u); todo.append(u)
    return out
print(bfs({1: [2, 3], 2: [4], 3: [4], 4: []}, 1))
