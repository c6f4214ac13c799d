import math
import torch

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def rbf(a, b, log_len, log_var):
    d2 = (a[:, None] - b[None, :]) ** 2
    return log_var.exp() * torch.exp(-0.5 * d2 / log_len.exp() ** 2)


X = torch.linspace(-3, 3, 12)
y = torch.sin(X) + 0.1 * torch.randn(12)
log_len = torch.tensor(0.0, requires_grad=True)
log_var = torch.tensor(0.0, requires_grad=True)
log_noise = torch.tensor(-2.0, requires_grad=True)
params = [log_len, log_var, log_noise]
opt = torch.optim.Adam(params, lr=0.1)


def nlml():
    K = rbf(X, X, log_len, log_var) + log_noise.exp() * torch.eye(12)
    L = torch.linalg.cholesky(K)
    alpha = torch.cholesky_solve(y[:, None], L)
    return 0.5 * (y[:, None] * alpha).sum() + torch.log(torch.diagonal(L)).sum() + 0.5 * len(X) * math.log(2 * math.pi)


for i in range(10):
    opt.zero_grad()
    loss = nlml()
    loss.backward()
    opt.step()
    if i % 3 == 0:
        print(f"{i} nlml {loss.item():.6f} len {log_len.exp().item():.5f} noise {log_noise.exp().item():.5f}")
with torch.no_grad():
    Xs = torch.tensor([-1.0, 0.5, 4.0])
    K = rbf(X, X, log_len, log_var) + log_noise.exp() * torch.eye(12)
    Ks = rbf(X, Xs, log_len, log_var)
    L = torch.linalg.cholesky(K)
    mean = Ks.T @ torch.cholesky_solve(y[:, None], L)
    v = torch.linalg.solve_triangular(L, Ks, upper=False)
    var = rbf(Xs, Xs, log_len, log_var) - v.T @ v
    print(mean.squeeze(), var.diagonal().sqrt())
