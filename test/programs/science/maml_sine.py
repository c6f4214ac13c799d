import math
import torch
import torch.nn.functional as F
from collections import OrderedDict

torch.manual_seed(9)


def init():
    sizes = [(1, 10), (10, 1)]
    p = OrderedDict()
    for i, (a, b) in enumerate(sizes):
        p[f"w{i}"] = (torch.randn(b, a) / math.sqrt(a)).requires_grad_()
        p[f"b{i}"] = torch.zeros(b, requires_grad=True)
    return p


def net(x, p):
    x = torch.tanh(F.linear(x, p["w0"], p["b0"]))
    return F.linear(x, p["w1"], p["b1"])


def task():
    amp, phase = 0.5 + 2 * torch.rand(1), math.pi * torch.rand(1)
    x = torch.rand(10, 1) * 6 - 3
    y = amp * torch.sin(x + phase)
    return x[:5], y[:5], x[5:], y[5:]


def adapt(p, x, y, lr=0.05, steps=2, first_order=False):
    for _ in range(steps):
        loss = F.mse_loss(net(x, p), y)
        grads = torch.autograd.grad(loss, list(p.values()), create_graph=not first_order)
        p = OrderedDict((k, v - lr * g) for (k, v), g in zip(p.items(), grads))
    return p


params = init()
opt = torch.optim.Adam(params.values(), lr=1e-2)
for it in range(6):
    opt.zero_grad()
    outer = 0.0
    for _ in range(3):
        xs, ys, xq, yq = task()
        outer = outer + F.mse_loss(net(xq, adapt(params, xs, ys)), yq)
    (outer / 3).backward()
    opt.step()
    print(f"{it}: {outer.item() / 3:.5f}")
xs, ys, xq, yq = task()
before = F.mse_loss(net(xq, params), yq)
fo = torch.autograd.grad(F.mse_loss(net(xq, adapt(params, xs, ys, first_order=True)), yq), params["w1"])[0]
so = torch.autograd.grad(F.mse_loss(net(xq, adapt(params, xs, ys)), yq), params["w1"])[0]
print("cosine of first and second order: %.5f" % F.cosine_similarity(fo.flatten(), so.flatten(), dim=0).item())
