import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class MDN(nn.Module):
    def __init__(self, hidden=16, k=3):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, hidden), nn.Tanh())
        self.pi, self.mu, self.sigma = (nn.Linear(hidden, k) for _ in range(3))

    def forward(self, x):
        h = self.body(x)
        return F.log_softmax(self.pi(h), -1), self.mu(h), F.softplus(self.sigma(h)) + 1e-3


def nll(log_pi, mu, sigma, y):
    comp = -0.5 * ((y - mu) / sigma) ** 2 - sigma.log() - 0.5 * math.log(2 * math.pi)
    return -torch.logsumexp(log_pi + comp, dim=-1).mean()


torch.manual_seed(0)
y = torch.rand(80, 1) * 2 - 1
x = y + 0.3 * torch.sin(2 * math.pi * y) + 0.05 * torch.randn(80, 1)
net = MDN()
opt = torch.optim.Adam(net.parameters(), lr=2e-2)
for i in range(25):
    loss = nll(*net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 8 == 0:
        print(i, f"{loss.item():.4f}")
log_pi, mu, sigma = net(torch.tensor([[0.1]]))
print(log_pi.exp().sum().item().__round__(4), mu.shape, (sigma > 0).all().item())
quantiles = torch.tensor([0.1, 0.5, 0.9])
q = torch.zeros(3, requires_grad=True)
for _ in range(60):
    e = y - q
    pinball = torch.maximum(quantiles * e, (quantiles - 1) * e).mean()
    g, = torch.autograd.grad(pinball, q)
    with torch.no_grad():
        q -= 0.3 * g
print([round(v, 3) for v in q.tolist()])
