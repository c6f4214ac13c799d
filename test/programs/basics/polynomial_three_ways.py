# -*- coding: utf-8 -*-
import numpy as np
import torch
import math

# by hand in NumPy
np.random.seed(0)
x = np.linspace(-math.pi, math.pi, 200)
y = np.sin(x)
a, b, c, d = np.random.randn(4)
lr = 1e-5
for t in range(300):
    y_pred = a + b * x + c * x ** 2 + d * x ** 3
    loss = np.square(y_pred - y).sum()
    if t % 100 == 99:
        print(t, loss)
    grad_y_pred = 2.0 * (y_pred - y)
    grad_a = grad_y_pred.sum()
    grad_b = (grad_y_pred * x).sum()
    grad_c = (grad_y_pred * x ** 2).sum()
    grad_d = (grad_y_pred * x ** 3).sum()
    a -= lr * grad_a
    b -= lr * grad_b
    c -= lr * grad_c
    d -= lr * grad_d
print(f'Result: y = {a:.4f} + {b:.4f} x + {c:.4f} x^2 + {d:.4f} x^3')


# as a module with a parameter each
class Polynomial3(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Parameter(torch.tensor(0.1))
        self.b = torch.nn.Parameter(torch.tensor(0.2))
        self.c = torch.nn.Parameter(torch.tensor(0.3))
        self.d = torch.nn.Parameter(torch.tensor(0.4))

    def forward(self, x):
        return self.a + self.b * x + self.c * x ** 2 + self.d * x ** 3

    def string(self):
        return f'y = {self.a.item():.4f} + {self.b.item():.4f} x + {self.c.item():.4f} x^2 + {self.d.item():.4f} x^3'


tx, ty = torch.from_numpy(x).float(), torch.from_numpy(y).float()
model = Polynomial3()
criterion = torch.nn.MSELoss(reduction='sum')
optimizer = torch.optim.SGD(model.parameters(), lr=1e-5)
for t in range(200):
    tloss = criterion(model(tx), ty)
    optimizer.zero_grad()
    tloss.backward()
    optimizer.step()
print(model.string())

# with powers as features and a Linear layer
torch.manual_seed(1)
p = torch.tensor([1, 2, 3])
xx = tx.unsqueeze(-1).pow(p)
net = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
opt = torch.optim.RMSprop(net.parameters(), lr=1e-3)
for t in range(100):
    nloss = criterion(net(xx), ty)
    opt.zero_grad()
    nloss.backward()
    opt.step()
linear = net[0]
print(linear.weight.shape, f"{nloss.item():.2f}")
