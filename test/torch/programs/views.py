import torch

a = torch.arange(6.)
b = a.view(2, 3)
c = b.t()
c[0, 1] = 10
a[0] = -1
print(a, b, c, sep="\n")
d = b[:, 1]
d += 100
print(a)
x = torch.ones(2, 2, requires_grad=True)
y = x * 3
z = y.view(-1)
z[0] = 0
out = (y ** 2).sum()
out.backward()
print(x.grad)
e = torch.zeros(3)
f = e.expand(2, 3)
print(f.shape, f.stride(), e.unsqueeze(0).shape)
g = torch.arange(24).reshape(2, 3, 4)
print(g.permute(2, 0, 1).shape, g.transpose(0, 2)[1], g.flatten(1).shape, g.squeeze().dim())
h = g.float()
h.mul_(2).sub_(1).clamp_(min=0)
print(h[0])
