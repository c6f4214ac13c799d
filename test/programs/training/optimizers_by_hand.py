"""SGD, momentum, Adagrad, RMSprop, Adadelta, Adam, each written out and held against torch.optim."""
import torch


def f_2d(x1, x2):
    return 0.1 * x1 ** 2 + 2 * x2 ** 2


def sgd(p, g, s, lr=0.1):
    return p - lr * g


def momentum(p, g, s, lr=0.1, mu=0.9):
    s["v"] = mu * s.get("v", torch.zeros_like(p)) + g
    return p - lr * s["v"]


def adagrad(p, g, s, lr=0.5, eps=1e-10):
    s["h"] = s.get("h", torch.zeros_like(p)) + g * g
    return p - lr * g / (s["h"].sqrt() + eps)


def rmsprop(p, g, s, lr=0.05, alpha=0.9, eps=1e-8):
    s["h"] = alpha * s.get("h", torch.zeros_like(p)) + (1 - alpha) * g * g
    return p - lr * g / (s["h"].sqrt() + eps)


def adadelta(p, g, s, rho=0.9, eps=1e-6):
    h, d = s.get("h", torch.zeros_like(p)), s.get("d", torch.zeros_like(p))
    h = rho * h + (1 - rho) * g * g
    dx = (d + eps).sqrt() / (h + eps).sqrt() * g
    s["h"], s["d"] = h, rho * d + (1 - rho) * dx * dx
    return p - dx


def adam(p, g, s, lr=0.1, b1=0.9, b2=0.999, eps=1e-8):
    s["t"] = s.get("t", 0) + 1
    s["m"] = b1 * s.get("m", torch.zeros_like(p)) + (1 - b1) * g
    s["v"] = b2 * s.get("v", torch.zeros_like(p)) + (1 - b2) * g * g
    m, v = s["m"] / (1 - b1 ** s["t"]), s["v"] / (1 - b2 ** s["t"])
    return p - lr * m / (v.sqrt() + eps)


library = {
    sgd: lambda p: torch.optim.SGD(p, lr=0.1), momentum: lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    adagrad: lambda p: torch.optim.Adagrad(p, lr=0.5), rmsprop: lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.9),
    adadelta: lambda p: torch.optim.Adadelta(p, lr=1.0, rho=0.9, eps=1e-6), adam: lambda p: torch.optim.Adam(p, lr=0.1),
}
for rule, make in library.items():
    mine, state = torch.tensor([-5.0, -2.0]), {}
    theirs = torch.tensor([-5.0, -2.0], requires_grad=True)
    opt = make([theirs])
    for _ in range(20):
        leaf = mine.clone().requires_grad_()
        f_2d(*leaf).backward()
        mine = rule(mine, leaf.grad, state)
        opt.zero_grad()
        f_2d(theirs[0], theirs[1]).backward()
        opt.step()
    print(f"{rule.__name__:<10} x1: {mine[0]:.4f}, x2: {mine[1]:.4f}, f: {f_2d(*mine):.5f} same: {torch.allclose(mine, theirs, atol=1e-5)}")

x = torch.tensor([1.5, -1.0], requires_grad=True)
lbfgs = torch.optim.LBFGS([x], lr=1.0, max_iter=10, history_size=5)


def closure():
    lbfgs.zero_grad()
    loss = (1 - x[0]) ** 2 + 10 * (x[1] - x[0] ** 2) ** 2
    loss.backward()
    return loss


for i in range(3):
    print(i, f"{lbfgs.step(closure).item():.4f}")
