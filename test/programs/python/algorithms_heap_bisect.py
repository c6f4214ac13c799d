"""Beam search, Huffman codes, shortest paths: heapq, bisect, itertools, operator, string."""
import bisect
import heapq
import itertools
import operator
from collections import Counter, OrderedDict, defaultdict, deque, ChainMap
from functools import lru_cache, reduce, partial, cached_property
import math
import random
import string

random.seed(5)
heap = []
for n in [5, 3, 8, 1, 9, 2]:
    heapq.heappush(heap, n)
print(heap, heapq.heappop(heap), heap[0], heapq.nlargest(2, heap), heapq.nsmallest(3, heap, key=lambda x: -x))
data = [7, 2, 5]
heapq.heapify(data)
print(data, heapq.heappushpop(data, 1), heapq.heapreplace(data, 10), list(heapq.merge([1, 4], [2, 3])))


def huffman(text):
    q = [(f, i, ch) for i, (ch, f) in enumerate(sorted(Counter(text).items()))]
    heapq.heapify(q)
    count = itertools.count(len(q))
    while len(q) > 1:
        a, b = heapq.heappop(q), heapq.heappop(q)
        heapq.heappush(q, (a[0] + b[0], next(count), (a[2], b[2])))
    codes = {}

    def walk(node, prefix=""):
        if isinstance(node, str):
            codes[node] = prefix or "0"
        else:
            walk(node[0], prefix + "0")
            walk(node[1], prefix + "1")
    walk(q[0][2])
    return codes


codes = huffman("abracadabra")
print(codes, "".join(codes[c] for c in "abra"))
grades = [60, 70, 80, 90]
print([("FDCBA"[bisect.bisect(grades, s)]) for s in (33, 99, 77, 70, 89, 90, 100)])
xs = [1, 3, 5]
bisect.insort(xs, 4)
print(xs, bisect.bisect_left(xs, 3), bisect.bisect_right(xs, 3))

graph = {"a": {"b": 7, "c": 3}, "b": {"d": 2}, "c": {"b": 1, "d": 8}, "d": {}}


def dijkstra(g, s):
    dist = {s: 0}
    pq = [(0, s)]
    while pq:
        d, u = heapq.heappop(pq)
        if d > dist.get(u, math.inf):
            continue
        for v, w in g[u].items():
            if d + w < dist.get(v, math.inf):
                dist[v] = d + w
                heapq.heappush(pq, (d + w, v))
    return dist


print(dijkstra(graph, "a"))


@lru_cache(maxsize=None)
def edit(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(edit(a[1:], b) + 1, edit(a, b[1:]) + 1, edit(a[1:], b[1:]) + (a[0] != b[0]))


print(edit("gradient", "radiant"), edit.cache_info().hits > 0)
pairs = itertools.groupby(sorted(["tape", "node", "edge", "leaf", "trace"], key=len), key=len)
print({k: list(v) for k, v in pairs})
print(list(itertools.accumulate([1, 2, 3, 4], operator.mul)), list(itertools.pairwise("abcd")), list(itertools.islice(itertools.cycle("xy"), 5)))
print(list(itertools.product([0, 1], repeat=2)), list(itertools.combinations("abc", 2)), len(list(itertools.permutations(range(4)))))
print(list(itertools.chain.from_iterable([[1], [2, 3]])), list(itertools.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(itertools.starmap(pow, [(2, 3), (3, 2)])))
print(reduce(lambda a, b: a * b, range(1, 6)), operator.itemgetter(1, 2)([5, 6, 7]), operator.attrgetter("real")(3))
scope = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(scope["a"], scope["b"], dict(scope))
window = deque(maxlen=3)
for v in range(5):
    window.append(v)
    window.rotate(1)
print(window, string.ascii_lowercase[:5], random.sample(range(10), 3), random.choices("ab", k=3), f"{random.gauss(0, 1):.5f}")
groups = defaultdict(list)
for w in "the quick brown fox jumps over the lazy dog".split():
    groups[len(w)].append(w)
print(dict(sorted(groups.items())), OrderedDict(a=1))
