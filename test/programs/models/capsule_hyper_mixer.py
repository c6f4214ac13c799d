"""Three small architectures in one file: squash and routing, MLP-Mixer, a hypernetwork."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def squash(s, dim=-1):
    n = (s ** 2).sum(dim=dim, keepdim=True)
    return n / (1 + n) * s / (n.sqrt() + 1e-8)


def routing(u_hat, iters=3):
    b = torch.zeros(*u_hat.shape[:3], 1)
    for r in range(iters):
        c = F.softmax(b, dim=2)
        v = squash((c * u_hat).sum(dim=1, keepdim=True))
        if r < iters - 1:
            b = b + (u_hat.detach() * v).sum(-1, keepdim=True)
    return v.squeeze(1)


class MixerBlock(nn.Module):
    def __init__(self, tokens, dim):
        super().__init__()
        mlp = lambda n: nn.Sequential(nn.Linear(n, 2 * n), nn.GELU(), nn.Linear(2 * n, n))
        self.n1, self.n2, self.token, self.channel = nn.LayerNorm(dim), nn.LayerNorm(dim), mlp(tokens), mlp(dim)

    def forward(self, x):
        x = x + self.token(self.n1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channel(self.n2(x))


class HyperNet(nn.Module):
    def __init__(self, cond, i, o):
        super().__init__()
        self.i, self.o = i, o
        self.gen = nn.Linear(cond, i * o + o)

    def forward(self, x, c):
        p = self.gen(c)
        w, b = p[:, :self.i * self.o].view(-1, self.o, self.i), p[:, self.i * self.o:]
        return torch.baddbmm(b.unsqueeze(2), w, x.unsqueeze(2)).squeeze(2)


torch.manual_seed(0)
u = torch.randn(2, 4, 3, 5, requires_grad=True)
v = routing(u)
v.norm(dim=-1).sum().backward()
print(v.shape, v.norm(dim=-1).max().item() < 1, f"{u.grad.norm().item():.4f}")
mix = nn.Sequential(MixerBlock(6, 8), MixerBlock(6, 8))
x = torch.randn(3, 6, 8)
opt = torch.optim.Adagrad(mix.parameters(), lr=0.05)
for i in range(4):
    loss = F.mse_loss(mix(x).mean(1), x[:, 0])
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, f"{loss.item():.4f}")
h = HyperNet(2, 8, 3)
out = h(x[:, 0], torch.randn(3, 2))
out.pow(2).mean().backward()
print(out.shape, h.gen.weight.grad.shape)
gates = torch.sigmoid(torch.randn(8))
print((gates * x).shape, F.glu(x, dim=-1).shape, F.pixel_shuffle(torch.zeros(1, 4, 2, 2), 2).shape, F.prelu(torch.tensor([-1.0, 1.0]), torch.tensor([0.25])))
