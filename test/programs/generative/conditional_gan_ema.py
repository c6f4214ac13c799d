import copy
import torch
import torch.nn as nn
import torch.nn.functional as F


class Generator(nn.Module):
    def __init__(self, nz=3, classes=2):
        super().__init__()
        self.emb = nn.Embedding(classes, 4)
        self.net = nn.Sequential(nn.Linear(nz + 4, 16), nn.ReLU(), nn.Linear(16, 2))

    def forward(self, z, y):
        return self.net(torch.cat([z, self.emb(y)], 1))


class Projection(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.phi = nn.Sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(2, 16)) if False else nn.Linear(2, 16), nn.LeakyReLU(0.2))
        self.psi, self.emb = nn.Linear(16, 1), nn.Embedding(classes, 16)

    def forward(self, x, y):
        h = self.phi(x)
        return self.psi(h).squeeze(1) + (h * self.emb(y)).sum(1)


torch.manual_seed(2)
G, D = Generator(), Projection()
ema = copy.deepcopy(G).eval().requires_grad_(False)
og, od = torch.optim.Adam(G.parameters(), 2e-3, (0.0, 0.9)), torch.optim.Adam(D.parameters(), 2e-3, (0.0, 0.9))
centres = torch.tensor([[1.0, 1.0], [-1.0, -1.0]])
for step in range(8):
    y = torch.randint(0, 2, (24,))
    real = centres[y] + 0.1 * torch.randn(24, 2)
    fake = G(torch.randn(24, 3), y)
    d = F.relu(1 - D(real, y)).mean() + F.relu(1 + D(fake.detach(), y)).mean()
    x = real.clone().requires_grad_()
    r1 = torch.autograd.grad(D(x, y).sum(), x, create_graph=True)[0].pow(2).sum(1).mean()
    od.zero_grad()
    (d + 0.5 * r1).backward()
    od.step()
    g = -D(G(torch.randn(24, 3), y), y).mean()
    og.zero_grad()
    g.backward()
    og.step()
    with torch.no_grad():
        for a, b in zip(ema.parameters(), G.parameters()):
            a.mul_(0.9).add_(b, alpha=0.1)
    if step % 2:
        print(f"{step} D {d.item():.4f} r1 {r1.item():.4f} G {g.item():+.4f}")
print(ema(torch.zeros(2, 3), torch.tensor([0, 1])).shape)
