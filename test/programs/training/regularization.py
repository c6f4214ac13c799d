import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
n_train, n_test, num_inputs = 20, 50, 30
true_w, true_b = torch.ones((num_inputs, 1)) * 0.01, 0.05
X = torch.randn(n_train + n_test, num_inputs)
y = X @ true_w + true_b + 0.01 * torch.randn(n_train + n_test, 1)


def train(lambd, l1=0.0, epochs=30):
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(num_inputs, 1))
    for param in net.parameters():
        param.data.normal_()
    trainer = torch.optim.SGD([{"params": net[0].weight, 'weight_decay': lambd}, {"params": net[0].bias}], lr=0.01)
    for epoch in range(epochs):
        trainer.zero_grad()
        l = F.mse_loss(net(X[:n_train]), y[:n_train]) + l1 * net[0].weight.abs().sum()
        l.backward()
        trainer.step()
    with torch.no_grad():
        return F.mse_loss(net(X[:n_train]), y[:n_train]), F.mse_loss(net(X[n_train:]), y[n_train:]), net[0].weight.norm()


for lambd, l1 in [(0, 0.0), (3, 0.0), (0, 0.1)]:
    tr, te, norm = train(lambd, l1)
    print(f"lambda {lambd} l1 {l1}: train {tr:.4f} test {te:.4f} norm {norm:.4f}")


def dropout_layer(X, dropout):
    assert 0 <= dropout <= 1
    if dropout == 1:
        return torch.zeros_like(X)
    if dropout == 0:
        return X
    mask = (torch.rand(X.shape) > dropout).float()
    return mask * X / (1.0 - dropout)


Z = torch.arange(12, dtype=torch.float32).reshape((2, 6))
torch.manual_seed(2)
print(dropout_layer(Z, 0.5))
d = nn.Dropout(0.5)
torch.manual_seed(2)
print(d(Z))
d.eval()
print(torch.equal(d(Z), Z), d.training)
bn = nn.BatchNorm1d(6, momentum=0.2)
for _ in range(3):
    bn(torch.randn(16, 6) * 2 + 1)
print(bn.running_mean, bn.running_var, bn.num_batches_tracked)
bn.eval()
print(bn(Z).shape, f"{bn(Z).mean():.4f}")


def batch_norm(X, gamma, beta, eps=1e-5):
    mean, var = X.mean(dim=0), ((X - X.mean(dim=0)) ** 2).mean(dim=0)
    return gamma * (X - mean) / torch.sqrt(var + eps) + beta


bn.train()
A = torch.randn(10, 6)
print(torch.allclose(bn(A), batch_norm(A, bn.weight, bn.bias), atol=1e-6))
mixup = torch.distributions if False else None
lam = 0.3
perm = torch.randperm(10)
mixed = lam * A + (1 - lam) * A[perm]
print(mixed.shape, F.cross_entropy(A, torch.arange(10) % 6, label_smoothing=0.1).item() > 0)
