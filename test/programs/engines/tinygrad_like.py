"""A tensor class over NumPy with broadcasting-aware gradients, after the fashion of tiny frameworks."""
import numpy as np


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for i, s in enumerate(shape):
        if s == 1 and g.shape[i] != 1:
            g = g.sum(axis=i, keepdims=True)
    return g


class Context:
    def __init__(self, op, *parents):
        self.op, self.parents, self.saved = op, parents, []

    def save(self, *xs):
        self.saved.extend(xs)


class Tensor:
    def __init__(self, data, requires_grad=True):
        self.data = data if isinstance(data, np.ndarray) else np.array(data, dtype=np.float32)
        self.grad, self._ctx, self.requires_grad = None, None, requires_grad

    def __repr__(self):
        return f"<Tensor {self.data!r} with grad {(self.grad.data if self.grad is not None else None)!r}>"

    @property
    def shape(self): return self.data.shape

    @classmethod
    def uniform(cls, *shape, rng):
        return cls((rng.uniform(-1., 1., size=shape) / np.sqrt(np.prod(shape))).astype(np.float32))

    def deepwalk(self):
        def _walk(node, visited, nodes):
            visited.add(id(node))
            if node._ctx:
                [_walk(p, visited, nodes) for p in node._ctx.parents if id(p) not in visited]
                nodes.append(node)
            return nodes
        return _walk(self, set(), [])

    def backward(self):
        assert self.shape == ()
        self.grad = Tensor(np.ones_like(self.data), requires_grad=False)
        for t0 in reversed(self.deepwalk()):
            grads = t0._ctx.op.backward(t0._ctx, t0.grad.data)
            if len(t0._ctx.parents) == 1:
                grads = [grads]
            for t, g in zip(t0._ctx.parents, grads):
                if g is not None:
                    assert g.shape == t.shape, f"grad shape {g.shape} != tensor shape {t.shape} in {t0._ctx.op.__name__}"
                    t.grad = Tensor(g) if t.grad is None else Tensor(t.grad.data + g)


class Function:
    @classmethod
    def apply(cls, *xs):
        ctx = Context(cls, *xs)
        ret = Tensor(cls.forward(ctx, *[x.data for x in xs]))
        ret._ctx = ctx
        return ret


def register(name):
    def wrap(cls):
        def dispatch(self, *others):
            others = [o if isinstance(o, Tensor) else Tensor(np.float32(o) * np.ones(1, np.float32), False) for o in others]
            return cls.apply(self, *others)
        setattr(Tensor, name, dispatch)
        if name in ("add", "mul", "sub", "matmul"):
            setattr(Tensor, f"__{name}__", dispatch)
        return cls
    return wrap


@register("add")
class Add(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save(x.shape, y.shape)
        return x + y

    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved
        return unbroadcast(g, a), unbroadcast(g, b)


@register("mul")
class Mul(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save(x, y)
        return x * y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved
        return unbroadcast(y * g, x.shape), unbroadcast(x * g, y.shape)


@register("matmul")
class Dot(Function):
    @staticmethod
    def forward(ctx, x, w):
        ctx.save(x, w)
        return x.dot(w)

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved
        return g.dot(w.T), x.T.dot(g)


@register("relu")
class ReLU(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save(x)
        return np.maximum(x, 0)

    @staticmethod
    def backward(ctx, g):
        return g * (ctx.saved[0] >= 0)


@register("logsoftmax")
class LogSoftmax(Function):
    @staticmethod
    def forward(ctx, x):
        c = x.max(axis=1, keepdims=True)
        out = x - (c + np.log(np.exp(x - c).sum(axis=1, keepdims=True)))
        ctx.save(out)
        return out

    @staticmethod
    def backward(ctx, g):
        out, = ctx.saved
        return g - np.exp(out) * g.sum(axis=1, keepdims=True)


@register("mean")
class Mean(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save(x.shape)
        return np.array(x.mean())

    @staticmethod
    def backward(ctx, g):
        shape, = ctx.saved
        return np.full(shape, g / np.prod(shape), dtype=np.float32)


rng = np.random.RandomState(1337)
l1, b1, l2 = Tensor.uniform(6, 8, rng=rng), Tensor(np.zeros((1, 8), np.float32)), Tensor.uniform(8, 3, rng=rng)
X = rng.randn(12, 6).astype(np.float32)
Y = np.argmax(X[:, :3], axis=1)
for i in range(30):
    out = (Tensor(X, False) @ l1 + b1).relu().__matmul__(l2).logsoftmax()
    target = np.zeros((len(Y), 3), np.float32)
    target[range(len(Y)), Y] = -3.0
    loss = out.mul(Tensor(target, False)).mean()
    for p in (l1, b1, l2):
        p.grad = None
    loss.backward()
    for p in (l1, b1, l2):
        p.data -= 0.3 * p.grad.data
    if i % 10 == 9:
        print(f"{i + 1}: loss {float(loss.data):.4f} accuracy {(out.data.argmax(1) == Y).mean():.3f}")
print(Tensor([1.0, 2.0]))
print(l1.data.dtype, b1.grad.data.shape)
