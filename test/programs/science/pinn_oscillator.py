"""Physics-informed network for x'' + 2 d x' + w0^2 x = 0."""
import numpy as np
import torch
import torch.nn as nn

torch.manual_seed(123)
d, w0 = 2.0, 20.0


def oscillator(d, w0, x):
    assert d < w0
    w = np.sqrt(w0 ** 2 - d ** 2)
    phi = np.arctan(-d / w)
    A = 1 / (2 * np.cos(phi))
    return torch.exp(-d * x) * 2 * A * torch.cos(phi + w * x)


class FCN(nn.Module):
    def __init__(self, n_in, n_out, n_hidden, n_layers):
        super().__init__()
        activation = nn.Tanh
        self.fcs = nn.Sequential(*[nn.Linear(n_in, n_hidden), activation()])
        self.fch = nn.Sequential(*[nn.Sequential(*[nn.Linear(n_hidden, n_hidden), activation()]) for _ in range(n_layers - 1)])
        self.fce = nn.Linear(n_hidden, n_out)

    def forward(self, x):
        return self.fce(self.fch(self.fcs(x)))


x = torch.linspace(0, 1, 100).view(-1, 1)
y = oscillator(d, w0, x).view(-1, 1)
x_data, y_data = x[0:40:8], y[0:40:8]
x_physics = torch.linspace(0, 1, 15).view(-1, 1).requires_grad_(True)
mu, k = 2 * d, w0 ** 2
pinn = FCN(1, 1, 12, 2)
optimizer = torch.optim.Adam(pinn.parameters(), lr=1e-3)
for i in range(12):
    optimizer.zero_grad()
    loss1 = torch.mean((pinn(x_data) - y_data) ** 2)
    yhp = pinn(x_physics)
    dx = torch.autograd.grad(yhp, x_physics, torch.ones_like(yhp), create_graph=True)[0]
    dx2 = torch.autograd.grad(dx, x_physics, torch.ones_like(dx), create_graph=True)[0]
    physics = dx2 + mu * dx + k * yhp
    loss2 = 1e-4 * torch.mean(physics ** 2)
    loss = loss1 + loss2
    loss.backward()
    optimizer.step()
    if (i + 1) % 4 == 0:
        print(f"step {i + 1}: data {loss1.item():.5f} physics {loss2.item():.5f}")
print(x_data.flatten(), y_data.squeeze(1)[:2])
