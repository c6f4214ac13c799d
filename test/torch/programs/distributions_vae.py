import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence, Bernoulli, Independent
torch.manual_seed(0)
class VAE(nn.Module):
    def __init__(self, d=6, h=8, z=2):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(d, h), nn.Tanh())
        self.mu, self.ls = nn.Linear(h, z), nn.Linear(h, z)
        self.dec = nn.Sequential(nn.Linear(z, h), nn.Tanh(), nn.Linear(h, d))
    def forward(self, x):
        h = self.enc(x)
        q = Normal(self.mu(h), F.softplus(self.ls(h)) + 1e-4)
        z = q.rsample()
        return self.dec(z), q
m = VAE()
opt = torch.optim.Adam(m.parameters(), lr=1e-2)
x = torch.rand(10, 6).round()
prior = Normal(torch.zeros(2), torch.ones(2))
for step in range(5):
    logits, q = m(x)
    px = Independent(Bernoulli(logits=logits), 1)
    rec = -px.log_prob(x).mean()
    kl = kl_divergence(q, prior).sum(-1).mean()
    loss = rec + kl
    opt.zero_grad(); loss.backward(); opt.step()
    print(f"{step} {loss.item():.4f} {rec.item():.4f} {kl.item():.4f}")
with torch.no_grad():
    print(torch.sigmoid(m.dec(prior.sample((3,)))))
