# A recurrent cell over time steps: the same weights are used at every step, their gradients add up through time.
import torch

torch.manual_seed(2)

steps, inputs, hidden = 4, 3, 5
x = torch.randn(steps, inputs)
target = torch.tensor([0.5, -0.5, 0.25, 0.0, 1.0])

W_xh = (torch.randn(inputs, hidden) * 0.4).requires_grad_()
W_hh = (torch.randn(hidden, hidden) * 0.4).requires_grad_()
b_h = torch.zeros(hidden, requires_grad=True)

h = torch.zeros(hidden)
for t in range(steps):
    h = torch.tanh(x[t] @ W_xh + h @ W_hh + b_h)

L = ((h - target) ** 2).sum()
L.backward()

print(L.item())
print(W_hh.grad)
