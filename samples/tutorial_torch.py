# The same chain in PyTorch: backward() computes the gradients, the update uses them.
import torch

a = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
y_true = torch.tensor(11.0)

L = (a * w + b - y_true) ** 2
L.backward()

print(L.item(), a.grad, w.grad, b.grad)

with torch.no_grad():
    w -= 0.01 * w.grad
