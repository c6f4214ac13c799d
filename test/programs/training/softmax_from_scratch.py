import torch
from torch.utils import data


class Accumulator:
    """For accumulating sums over `n` variables."""
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def reset(self):
        self.data = [0.0] * len(self.data)

    def __getitem__(self, idx):
        return self.data[idx]


def softmax(X):
    X_exp = torch.exp(X)
    partition = X_exp.sum(1, keepdim=True)
    return X_exp / partition


def net(X):
    return softmax(torch.matmul(X.reshape((-1, W.shape[0])), W) + b)


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[range(len(y_hat)), y])


def accuracy(y_hat, y):
    if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
        y_hat = y_hat.argmax(axis=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.type(y.dtype).sum())


torch.manual_seed(0)
centres = torch.randn(3, 5) * 2
targets = torch.arange(90) % 3
X_all = centres[targets] + torch.randn(90, 5)
dataset = data.TensorDataset(X_all, targets)
loader = data.DataLoader(dataset, batch_size=15, shuffle=True)
W = torch.normal(0, 0.01, size=(5, 3), requires_grad=True)
b = torch.zeros(3, requires_grad=True)
print(softmax(torch.tensor([[1.0, 2.0], [3.0, 3.0]])))
for epoch in range(4):
    metric = Accumulator(3)
    for X, y in loader:
        y_hat = net(X)
        l = cross_entropy(y_hat, y)
        l.sum().backward()
        with torch.no_grad():
            for p in (W, b):
                p -= 0.1 * p.grad / X.shape[0]
                p.grad.zero_()
        metric.add(float(l.sum()), accuracy(y_hat, y), y.numel())
    print(f"epoch {epoch}: loss {metric[0] / metric[2]:.4f}, acc {metric[1] / metric[2]:.3f}")
print(W.norm(dim=0))
