class Node:
    def __init__(self, val, nxt=None):
        self.val, self.next = val, nxt
class LinkedList:
    def __init__(self, items=()):
        self.head = None
        for i in reversed(list(items)): self.head = Node(i, self.head)
    def __iter__(self):
        n = self.head
        while n is not None:
            yield n.val
            n = n.next
    def reverse(self):
        prev, cur = None, self.head
        while cur: cur.next, prev, cur = prev, cur, cur.next
        self.head = prev
        return self
    def __len__(self): return sum(1 for _ in self)
    def __repr__(self): return " -> ".join(map(str, self))
    def __getitem__(self, i):
        if isinstance(i, slice): return list(self)[i]
        for k, v in enumerate(self):
            if k == i: return v
        raise IndexError(f"index {i} out of range")
l = LinkedList([1, 2, 3, 4]); print(l, len(l), l.reverse(), l[1], l[1:3], 3 in l, list(l))
try: l[10]
except IndexError as e: print(e)
class BST:
    class N:
        __slots__ = ("k", "l", "r")
        def __init__(self, k): self.k, self.l, self.r = k, None, None
    def __init__(self): self.root = None
    def add(self, k):
        def rec(n):
            if n is None: return BST.N(k)
            if k < n.k: n.l = rec(n.l)
            elif k > n.k: n.r = rec(n.r)
            return n
        self.root = rec(self.root)
        return self
    def walk(self, n="root"):
        n = self.root if n == "root" else n
        return [] if n is None else self.walk(n.l) + [n.k] + self.walk(n.r)
t = BST()
for k in [5, 2, 8, 1, 9, 3]: t.add(k)
print(t.walk())
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    @classmethod
    def eye(cls, n): return cls([[int(i == j) for j in range(n)] for i in range(n)])
    @property
    def shape(self): return len(self.rows), len(self.rows[0])
    @property
    def T(self): return Matrix(zip(*self.rows))
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __getitem__(self, ij):
        i, j = ij
        if isinstance(i, slice): return [r[j] for r in self.rows[i]]
        return self.rows[i][j]
    def __setitem__(self, ij, v): self.rows[ij[0]][ij[1]] = v
    def __eq__(self, o): return self.rows == o.rows
    def __str__(self): return "\n".join(" ".join(f"{v:6.2f}" for v in r) for r in self.rows)
m = Matrix([[1, 2], [3, 4]]); m[0, 1] = 7; print(m, m.shape, m.T[1, 0], m[:, 0], (m @ Matrix.eye(2)) == m, m @ m.T, sep="\n")
