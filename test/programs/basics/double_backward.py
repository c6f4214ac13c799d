import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x ** 3).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
print(g)
h, = torch.autograd.grad(g.sum(), x, create_graph=True)
print(h)
t, = torch.autograd.grad(h.sum(), x)
print(t)
z = torch.tensor(0.5, requires_grad=True)
d = torch.sin(z)
for i in range(4):
    d, = torch.autograd.grad(d, z, create_graph=True)
    print(i + 1, f"{d.item():+.6f}")
w = torch.randn(3, generator=torch.Generator().manual_seed(1)).requires_grad_()
loss = (w * x.detach()).tanh().pow(2).sum()
grads = torch.autograd.grad(loss, w, create_graph=True)[0]
penalty = grads.norm()
(loss + 0.1 * penalty).backward()
print(w.grad)
a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
c = a * b
print(torch.autograd.grad(c, [a, b], retain_graph=True), torch.autograd.grad(c, b))
try:
    torch.autograd.grad(a * 2, b)
except RuntimeError as e:
    print(str(e)[:67])
print(torch.autograd.grad(a * 2, b, allow_unused=True))
