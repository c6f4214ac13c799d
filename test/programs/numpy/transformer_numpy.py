"""Attention, layer norm, softmax and cross-entropy with backward passes in plain NumPy."""
import numpy as np

rng = np.random.default_rng(0)


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


class LayerNorm:
    def __init__(self, d):
        self.g, self.b = np.ones(d), np.zeros(d)

    def forward(self, x):
        self.mu, self.var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        self.xhat = (x - self.mu) / np.sqrt(self.var + 1e-5)
        return self.g * self.xhat + self.b

    def backward(self, dy):
        self.dg = (dy * self.xhat).sum(axis=tuple(range(dy.ndim - 1)))
        self.db = dy.sum(axis=tuple(range(dy.ndim - 1)))
        dx = dy * self.g
        return (dx - dx.mean(-1, keepdims=True) - self.xhat * (dx * self.xhat).mean(-1, keepdims=True)) / np.sqrt(self.var + 1e-5)


class Attention:
    def __init__(self, d):
        self.P = {k: rng.normal(0, d ** -0.5, (d, d)) for k in ("q", "k", "v", "o")}
        self.G = {}

    def forward(self, x):
        self.x = x
        self.q, self.k, self.v = (x @ self.P[n] for n in "qkv")
        T, d = x.shape[-2:]
        s = self.q @ self.k.swapaxes(-1, -2) / np.sqrt(d)
        s = np.where(np.tril(np.ones((T, T), bool)), s, -np.inf)
        self.a = softmax(s)
        self.h = self.a @ self.v
        return self.h @ self.P["o"]

    def backward(self, dy):
        d = self.x.shape[-1]
        self.G["o"] = np.einsum("bti,btj->ij", self.h, dy)
        dh = dy @ self.P["o"].T
        da, dv = dh @ self.v.swapaxes(-1, -2), self.a.swapaxes(-1, -2) @ dh
        ds = self.a * (da - (da * self.a).sum(-1, keepdims=True)) / np.sqrt(d)
        dq, dk = ds @ self.k, ds.swapaxes(-1, -2) @ self.q
        dx = 0
        for n, g in (("q", dq), ("k", dk), ("v", dv)):
            self.G[n] = np.einsum("bti,btj->ij", self.x, g)
            dx = dx + g @ self.P[n].T
        return dx


B, T, d = 2, 4, 6
x, target = rng.normal(size=(B, T, d)), rng.integers(0, d, (B, T))
ln, att = LayerNorm(d), Attention(d)


def loss_fn():
    p = softmax(x + att.forward(ln.forward(x)))
    return -np.log(np.take_along_axis(p, target[..., None], -1)).mean(), p


loss, p = loss_fn()
dlogits = (p - np.eye(d)[target]) / (B * T)
dx = dlogits + ln.backward(att.backward(dlogits))
print("loss %.6f" % loss, att.a[0].round(3), sep="\n")
checks = {}
for name, array, grad in [("x", x, dx), ("q", att.P["q"], att.G["q"]), ("g", ln.g, ln.dg)]:
    ix = tuple(0 for _ in array.shape)
    keep = array[ix]
    array[ix] = keep + 1e-6
    hi = loss_fn()[0]
    array[ix] = keep - 1e-6
    lo = loss_fn()[0]
    array[ix] = keep
    checks[name] = bool(abs((hi - lo) / 2e-6 - grad[ix]) < 1e-7)
print(checks)
for step in range(40):
    loss, p = loss_fn()
    dlogits = (p - np.eye(d)[target]) / (B * T)
    ln.backward(att.backward(dlogits))
    for k in att.P:
        att.P[k] -= 1.0 * att.G[k]
    if step % 10 == 0:
        print(step, round(loss, 5))
