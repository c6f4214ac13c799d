"""Backpropagation through a simulated pendulum, a learned policy, and iterative shooting."""
import math
import torch
import torch.nn as nn


def pendulum(state, u, dt=0.05, g=9.8):
    th, w = state[..., 0], state[..., 1]
    acc = g * torch.sin(th) + u - 0.1 * w
    w2 = w + dt * acc
    return torch.stack([th + dt * w2, w2], -1)


def cost(state, u):
    return (1 - torch.cos(state[..., 0])) + 0.05 * state[..., 1] ** 2 + 0.001 * u ** 2


torch.manual_seed(1)
us = torch.zeros(20, requires_grad=True)
opt = torch.optim.Adam([us], lr=0.5)
for it in range(10):
    s, total = torch.tensor([0.6, 0.0]), 0.0
    for u in us:
        s = pendulum(s, u)
        total = total + cost(s, u)
    opt.zero_grad()
    total.backward()
    opt.step()
    if it % 3 == 0:
        print(it, f"{total.item():.4f} final angle {s[0].item():+.4f} |g| {us.grad.norm().item():.3f}")
policy = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(policy.parameters(), lr=1e-2)
for it in range(6):
    s = torch.stack([torch.linspace(-0.5, 0.5, 8), torch.zeros(8)], -1)
    total = torch.zeros(8)
    for t in range(12):
        obs = torch.stack([s[:, 0].sin(), s[:, 0].cos(), s[:, 1]], -1)
        u = 10 * torch.tanh(policy(obs)).squeeze(-1)
        s = pendulum(s, u)
        total = total + cost(s, u)
    loss = total.mean()
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
    opt.step()
    print(it, f"{loss.item():.4f}")
k = torch.tensor([15.0, 4.0], requires_grad=True)
s = torch.tensor([0.3, 0.0])
for t in range(30):
    s = pendulum(s, -(k * s).sum())
s.pow(2).sum().backward()
print(f"{s.abs().max().item() < 0.3}", k.grad.shape, math.isfinite(k.grad.sum().item()))
