"""Score matching, Langevin sampling, and a noise-contrastive energy model."""
import torch
import torch.nn as nn

torch.manual_seed(0)
data = torch.randn(64, 2) * 0.3 + torch.tensor([1.0, -1.0])
score = nn.Sequential(nn.Linear(2, 24), nn.Softplus(), nn.Linear(24, 2))
opt = torch.optim.Adam(score.parameters(), lr=1e-2)


def denoising_score_matching(x, sigma=0.3):
    noise = torch.randn_like(x)
    noisy = x + sigma * noise
    return 0.5 * ((score(noisy) + noise / sigma) ** 2).sum(-1).mean() * sigma ** 2


def sliced_score_matching(x):
    x = x.clone().requires_grad_(True)
    v = torch.randn_like(x)
    s = score(x)
    sv = (s * v).sum()
    g, = torch.autograd.grad(sv, x, create_graph=True)
    return ((g * v).sum(-1) + 0.5 * (s ** 2).sum(-1)).mean()


for i in range(12):
    loss = denoising_score_matching(data) if i < 8 else sliced_score_matching(data)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 4 == 3:
        print(i, f"{loss.item():.4f}")
x = torch.zeros(5, 2)
with torch.no_grad():
    for t in range(10):
        x = x + 0.05 * score(x) + (2 * 0.05) ** 0.5 * torch.randn_like(x) * 0.1
print(x.shape, torch.isfinite(x).all().item())
energy = nn.Sequential(nn.Linear(2, 16), nn.SiLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(energy.parameters(), lr=1e-2)
for i in range(5):
    neg = torch.randn(64, 2, requires_grad=True)
    for _ in range(3):
        g, = torch.autograd.grad(energy(neg).sum(), neg)
        neg = (neg - 0.1 * g).detach().requires_grad_(True)
    loss = energy(data).mean() - energy(neg.detach()).mean() + 0.01 * (energy(data) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"{loss.item():.4f}")
