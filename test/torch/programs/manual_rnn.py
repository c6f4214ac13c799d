import torch

torch.manual_seed(3)
Wxh = torch.randn(4, 3) * 0.1
Whh = torch.randn(4, 4) * 0.1
for p in (Wxh, Whh):
    p.requires_grad_()
h = torch.zeros(4)
loss = 0.0
for t in range(5):
    x = torch.randn(3)
    h = torch.tanh(Wxh @ x + Whh @ h)
    loss = loss + (h - 0.5).pow(2).sum()
loss.backward()
print(loss)
print(Wxh.grad)
print(Whh.grad.norm())
