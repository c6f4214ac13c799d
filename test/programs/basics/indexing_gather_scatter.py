import torch

x = torch.arange(12.0).view(3, 4)
print(x[1], x[:, 1], x[..., -1], x[[0, 2]], x[[0, 2], [1, 3]], x[x > 6], x[1:, ::2])
idx = torch.tensor([[0, 1], [2, 3], [1, 1]])
print(x.gather(1, idx), torch.take_along_dim(x, idx, 1), x.index_select(0, torch.tensor([2, 0])), x.take(torch.tensor([0, 5])))
z = torch.zeros(3, 4)
z.scatter_(1, idx, 1.0)
print(z, torch.zeros(4).scatter_add(0, torch.tensor([0, 1, 1, 3]), torch.ones(4)), torch.zeros(3).index_add(0, torch.tensor([0, 0, 2]), torch.tensor([1.0, 2.0, 3.0])))
w = x.clone().requires_grad_()
loss = w.gather(1, idx).sum() + (w[w > 6] ** 2).sum() + w[[0, 0, 1]].sum()
loss.backward()
print(loss.item(), w.grad)
v, i = x.sort(descending=True)
print(v[0], i[0], x.topk(2).values, x.kthvalue(2, dim=1).values, x.argsort(dim=0)[0], x.unique().numel(), torch.bincount(torch.tensor([0, 1, 1, 4])))
y = x.clone()
y[0] = -1
y[:, 1] *= 2
y[y > 15] = 0
y[1, 2:] = torch.tensor([7.0, 8.0])
print(y, y.masked_fill(y < 0, 100.0)[0], torch.masked_select(y, y == 0), torch.nonzero(y == 0), torch.where(y == 0))
print(x.unfold(1, 2, 1).shape, x.split(2, dim=1)[1].shape, x.tensor_split(3, dim=1)[0].shape, x.narrow(1, 1, 2).sum(), x.diagonal(), x.repeat(2, 1).shape, x.tile(2).shape, torch.searchsorted(torch.tensor([1.0, 3.0, 5.0]), torch.tensor([2.0, 5.0])))
