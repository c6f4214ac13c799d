import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, d=8, h=16, z=4):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, h), nn.ReLU())
        self.g = nn.Sequential(nn.Linear(h, h), nn.ReLU(), nn.Linear(h, z))

    def forward(self, x):
        h = self.f(x)
        return h, F.normalize(self.g(h), dim=-1)


def nt_xent(z1, z2, temperature=0.5):
    n = z1.size(0)
    z = torch.cat([z1, z2])
    sim = z @ z.t() / temperature
    sim.fill_diagonal_(-1e9)
    targets = torch.cat([torch.arange(n) + n, torch.arange(n)])
    return F.cross_entropy(sim, targets)


class ContrastiveLoss(nn.Module):
    def __init__(self, margin=2.0):
        super().__init__()
        self.margin = margin

    def forward(self, a, b, label):
        d = F.pairwise_distance(a, b, keepdim=True)
        return torch.mean((1 - label) * torch.pow(d, 2) + label * torch.pow(torch.clamp(self.margin - d, min=0.0), 2))


torch.manual_seed(7)
base = torch.randn(10, 8)
enc = Encoder()
opt = torch.optim.SGD(enc.parameters(), lr=0.1, momentum=0.9)
for step in range(8):
    a, b = base + 0.1 * torch.randn_like(base), base + 0.1 * torch.randn_like(base)
    (_, za), (_, zb) = enc(a), enc(b)
    loss = nt_xent(za, zb)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 2:
        print(f"step {step} {loss.item():.4f}")
with torch.no_grad():
    _, z = enc(base)
    print((z @ z.T).diagonal().round(decimals=4).tolist())
anchor, positive, negative = base[:3], base[:3] + 0.1, base[3:6]
triplet = nn.TripletMarginLoss(margin=1.0)
a = anchor.clone().requires_grad_()
t = triplet(a, positive, negative)
t.backward()
print(f"{t.item():.4f}", a.grad.shape, ContrastiveLoss()(anchor, negative, torch.ones(3, 1)).item() >= 0)
print(f"{nn.CosineEmbeddingLoss(margin=0.2)(anchor, negative, torch.tensor([1, -1, -1])).item():.4f}")


class ArcMargin(nn.Module):
    def __init__(self, d, n, s=10.0, m=0.3):
        super().__init__()
        self.w, self.s, self.m = nn.Parameter(torch.randn(n, d)), s, m

    def forward(self, x, y):
        cos = F.linear(F.normalize(x), F.normalize(self.w)).clamp(-1 + 1e-6, 1 - 1e-6)
        phi = torch.cos(torch.acos(cos) + self.m)
        onehot = F.one_hot(y, cos.size(1)).bool()
        return F.cross_entropy(self.s * torch.where(onehot, phi, cos), y)


arc = ArcMargin(8, 3)
l = arc(base[:6], torch.tensor([0, 1, 2, 0, 1, 2]))
l.backward()
print(f"{l.item():.4f} {arc.w.grad.norm().item():.4f}")
queue = torch.zeros(4, 6)
ptr = 0
for k in torch.eye(4)[:3].split(1):
    queue[:, ptr:ptr + 1] = k.T
    ptr = (ptr + 1) % 6
print(queue.sum().item(), ptr)
