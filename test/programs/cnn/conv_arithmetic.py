"""Cross-correlation by hand, shapes of padding and stride, pooling, 1x1, transposed: all checked against the library."""
import torch
from torch import nn
import torch.nn.functional as F


def corr2d(X, K):
    h, w = K.shape
    Y = torch.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i:i + h, j:j + w] * K).sum()
    return Y


def pool2d(X, pool_size, mode='max'):
    p_h, p_w = pool_size
    Y = torch.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == 'max':
                Y[i, j] = X[i: i + p_h, j: j + p_w].max()
            elif mode == 'avg':
                Y[i, j] = X[i: i + p_h, j: j + p_w].mean()
    return Y


def trans_conv(X, K):
    h, w = K.shape
    Y = torch.zeros((X.shape[0] + h - 1, X.shape[1] + w - 1))
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            Y[i: i + h, j: j + w] += X[i, j] * K
    return Y


X = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])
K = torch.tensor([[0.0, 1.0], [2.0, 3.0]])
print(corr2d(X, K))
print(F.conv2d(X[None, None], K[None, None]).squeeze())
print(pool2d(X, (2, 2)), pool2d(X, (2, 2), 'avg'))
print(trans_conv(K, K), F.conv_transpose2d(K[None, None], K[None, None]).squeeze())

X = torch.ones((6, 8))
X[:, 2:6] = 0
edge = torch.tensor([[1.0, -1.0]])
Y = corr2d(X, edge)
print(Y[0])
torch.manual_seed(0)
conv2d = nn.Conv2d(1, 1, kernel_size=(1, 2), bias=False)
Xb, Yb = X.reshape((1, 1, 6, 8)), Y.reshape((1, 1, 6, 7))
for i in range(10):
    l = (conv2d(Xb) - Yb) ** 2
    conv2d.zero_grad()
    l.sum().backward()
    conv2d.weight.data[:] -= 3e-2 * conv2d.weight.grad
    if (i + 1) % 2 == 0:
        print(f'epoch {i + 1}, loss {l.sum():.3f}')
print(conv2d.weight.data.reshape((1, 2)))
for args in [dict(kernel_size=3, padding=1), dict(kernel_size=(5, 3), padding=(2, 1)), dict(kernel_size=3, padding=1, stride=2), dict(kernel_size=(3, 5), padding=(0, 1), stride=(3, 4)), dict(kernel_size=3, padding="same"), dict(kernel_size=3, padding=1, padding_mode="circular")]:
    print(args, tuple(nn.Conv2d(1, 1, **args)(torch.rand(1, 1, 8, 8)).shape))
I = torch.arange(16, dtype=torch.float32).reshape((1, 1, 4, 4))
print(nn.MaxPool2d(3)(I), nn.MaxPool2d(3, padding=1, stride=2)(I), nn.AvgPool2d((2, 3), stride=(2, 3), padding=(0, 1))(I), sep="\n")
u = F.unfold(I, 2)
print(u.shape, torch.allclose(F.fold(u, (4, 4), 2)[0, 0, 1:3, 1:3], 4 * I[0, 0, 1:3, 1:3]))
m, idx = F.max_pool2d(I, 2, return_indices=True)
print(idx.flatten(), F.max_unpool2d(m, idx, 2).sum())
