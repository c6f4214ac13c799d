import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x ** 3).sum()
(g,) = torch.autograd.grad(y, x, create_graph=True)
print(g)
(h,) = torch.autograd.grad(g.sum(), x)
print(h)
w = torch.tensor(0.5, requires_grad=True)
loss = torch.sin(w) * w
loss.backward(create_graph=True)
print(w.grad)
penalty = w.grad ** 2
w.grad = None
penalty.backward()
print(w.grad)
