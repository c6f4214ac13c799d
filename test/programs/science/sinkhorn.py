import torch


def sinkhorn(a, b, C, eps=0.1, n_iter=30):
    f, g = torch.zeros_like(a), torch.zeros_like(b)
    for _ in range(n_iter):
        f = eps * (a.log() - torch.logsumexp((g[None, :] - C) / eps, dim=1))
        g = eps * (b.log() - torch.logsumexp((f[:, None] - C) / eps, dim=0))
    P = torch.exp((f[:, None] + g[None, :] - C) / eps)
    return P, (P * C).sum()


torch.manual_seed(3)
x = torch.randn(6, 2, dtype=torch.double, requires_grad=True)
y = torch.randn(5, 2, dtype=torch.double) + torch.tensor([3.0, 0.0], dtype=torch.double)
a = torch.full((6,), 1 / 6, dtype=torch.double)
b = torch.full((5,), 1 / 5, dtype=torch.double)
for it in range(4):
    C = torch.cdist(x, y) ** 2
    P, cost = sinkhorn(a, b, C)
    grad, = torch.autograd.grad(cost, x)
    print(f"iter {it}: cost {cost.item():.6f}, marginals {bool((P.sum(0) - b).abs().max() < 1e-12)}")
    with torch.no_grad():
        x -= 0.5 * grad * len(x)
print(P.sum(1))
print(x.mean(0))
