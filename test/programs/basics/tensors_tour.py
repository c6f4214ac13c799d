import torch

# Creating tensors
x = torch.arange(12, dtype=torch.float32)
X = x.reshape(3, 4)
print(X)
print(X.shape, X.dtype, X.numel(), X.ndim)
print(torch.zeros((2, 3, 4)))
Y = torch.tensor([[2.0, 1, 4, 3], [1, 2, 3, 4], [4, 3, 2, 1]])
print(torch.cat((X, Y), dim=0), torch.cat((X, Y), dim=1), sep="\n")
print(X == Y)
print(X.sum(), X.mean(), X.std(), X.var(unbiased=False))

# Broadcasting
a = torch.arange(3).reshape((3, 1))
b = torch.arange(2).reshape((1, 2))
print(a + b, (a + b).dtype)

# Indexing and assignment
X[1, 2] = 9
X[0:2, :] = 12
print(X[-1], X[1:3])
same = Y
Y = Y + X
print(same is Y)
Z = torch.zeros_like(Y)
Z[:] = X + Y
print(Z)

# Conversions
A = X.numpy()
B = torch.tensor(A)
print(type(A).__name__, type(B).__name__)
s = torch.tensor([3.5])
print(s, s.item(), float(s), int(s))

# Integer and boolean arithmetic
i = torch.tensor([7, -7, 5])
print(i // 2, i % 3, i / 2, i.float().int())
print(torch.tensor([True, False]) | torch.tensor([True, True]))
print(torch.linspace(0, 1, 5), torch.logspace(-1, 1, 3), torch.eye(2))
print(torch.full((2, 2), 7), torch.tensor(1e-10), torch.tensor([1e10, 1.0]))
print(X.T.shape, X.t().is_contiguous(), X.view(-1, 2).shape, X.unsqueeze(0).squeeze().shape)
print(torch.where(X > 10, X, torch.tensor(0.0)).nonzero().tolist())
print(X.max(dim=1), X.argmin(dim=0))
print(torch.stack([x[:3], x[3:6]], dim=1))
print(x.chunk(5), x.split([5, 7]))
