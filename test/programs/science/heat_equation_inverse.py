"""Recover a diffusion coefficient by differentiating through an explicit solver."""
import torch

torch.set_default_dtype(torch.float64)


def solve(k, u0, dt=0.1, steps=40):
    u = u0
    for _ in range(steps):
        lap = torch.zeros_like(u)
        lap[1:-1] = u[2:] - 2 * u[1:-1] + u[:-2]
        u = u + dt * k * lap
    return u


x = torch.linspace(0, 1, 21)
u0 = torch.exp(-100 * (x - 0.5) ** 2)
target = solve(torch.tensor(1.7), u0)
k = torch.tensor(0.5, requires_grad=True)
opt = torch.optim.Adam([k], lr=0.2)
for i in range(30):
    opt.zero_grad()
    loss = ((solve(k, u0) - target) ** 2).sum()
    loss.backward()
    opt.step()
    if i % 10 == 9:
        print(i + 1, f"k={k.item():.6f} loss={loss.item():.3e}")
field = torch.full((21,), 0.8, requires_grad=True)
loss = ((solve(field, u0) - target) ** 2).sum()
g, = torch.autograd.grad(loss, field)
print(g[8:13], torch.allclose(g, g.flip(0), atol=1e-10))
