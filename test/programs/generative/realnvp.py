import torch
import torch.nn as nn
import math


class Coupling(nn.Module):
    def __init__(self, dim, hidden, mask):
        super().__init__()
        self.register_buffer("mask", mask)
        self.s = nn.Sequential(nn.Linear(dim, hidden), nn.LeakyReLU(), nn.Linear(hidden, dim), nn.Tanh())
        self.t = nn.Sequential(nn.Linear(dim, hidden), nn.LeakyReLU(), nn.Linear(hidden, dim))

    def forward(self, x):
        xm = x * self.mask
        s, t = self.s(xm) * (1 - self.mask), self.t(xm) * (1 - self.mask)
        return xm + (1 - self.mask) * (x * s.exp() + t), s.sum(1)

    def inverse(self, y):
        ym = y * self.mask
        s, t = self.s(ym) * (1 - self.mask), self.t(ym) * (1 - self.mask)
        return ym + (1 - self.mask) * (y - t) * torch.exp(-s)


class RealNVP(nn.Module):
    def __init__(self, n_layers=4):
        super().__init__()
        masks = torch.tensor([[0.0, 1.0], [1.0, 0.0]] * (n_layers // 2))
        self.layers = nn.ModuleList(Coupling(2, 8, m) for m in masks)

    def log_prob(self, x):
        logdet = torch.zeros(len(x))
        for layer in self.layers:
            x, ld = layer(x)
            logdet = logdet + ld
        log_pz = -0.5 * (x ** 2).sum(1) - math.log(2 * math.pi)
        return log_pz + logdet, x

    @torch.no_grad()
    def sample(self, n):
        z = torch.randn(n, 2)
        for layer in reversed(self.layers):
            z = layer.inverse(z)
        return z


torch.manual_seed(2)
flow = RealNVP()
opt = torch.optim.Adam(flow.parameters(), lr=5e-3)
angle = torch.rand(64) * math.pi
data = torch.stack([angle.cos(), angle.sin()], -1) + 0.05 * torch.randn(64, 2)
for epoch in range(10):
    opt.zero_grad()
    nll = -flow.log_prob(data)[0].mean()
    nll.backward()
    opt.step()
    if epoch % 3 == 0:
        print(f"epoch {epoch}: nll {nll:.4f}")
with torch.no_grad():
    _, z = flow.log_prob(data[:3])
    back = z
    for layer in reversed(flow.layers):
        back = layer.inverse(back)
    print("round trip:", torch.allclose(back, data[:3], atol=1e-5))
    print(flow.sample(3).shape)
print(sorted(k for k in flow.state_dict() if "mask" in k))
