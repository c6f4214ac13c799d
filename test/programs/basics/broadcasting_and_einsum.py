import torch

a = torch.arange(6.0).reshape(2, 3)
b = torch.tensor([10.0, 20.0, 30.0])
print(a + b, a * b[:, None].T, (a[:, None] - a[None]).shape)
print(torch.einsum("ij,j->i", a, b), torch.einsum("ij,ij->", a, a), torch.einsum("ij,kj->ik", a, a), torch.einsum("i,j->ij", b, b).shape)
x = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(0))
y = torch.einsum("bij,bkj->bik", x, x)
print(y.shape, torch.allclose(y, x @ x.transpose(1, 2)), torch.allclose(torch.bmm(x, x.mT), y))
try:
    a + torch.ones(2)
except RuntimeError as e:
    print(e)
w = torch.ones(3, requires_grad=True)
s = torch.zeros(1, requires_grad=True)
(a * w + s).sum().backward()
print(w.grad, s.grad)
print(torch.outer(b, b).trace(), torch.cdist(a, a), a.T.contiguous().stride(), a.expand(2, 2, 3).stride())
print(torch.tensor([1, 2]) + 0.5, torch.tensor([1, 2]) * torch.tensor(2.0, dtype=torch.float64), torch.ones(2, dtype=torch.float16) + torch.ones(2))
print(torch.tril(torch.ones(3, 3)).cumsum(0), torch.triu_indices(3, 3, 1), torch.roll(b, 1), torch.flip(a, [1]))
