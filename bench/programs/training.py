# A 2-32-32-1 tanh MLP on 64 points, 1,000 steps of Adam.
import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.rand(64, 2) * 2 - 1
y = torch.sin(3 * x[:, :1]) * x[:, 1:]
model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for step in range(1000):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
