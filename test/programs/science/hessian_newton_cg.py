import torch
from torch.autograd.functional import hessian, jacobian, hvp, vjp

torch.manual_seed(0)
A = torch.randn(4, 4, dtype=torch.double)
A = A @ A.T + torch.eye(4, dtype=torch.double)
b = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.double)
f = lambda x: 0.5 * x @ A @ x - b @ x + 0.1 * (x ** 4).sum()
x = torch.zeros(4, dtype=torch.double)
print(torch.allclose(hessian(f, x), A))
for i in range(6):
    g = jacobian(f, x)
    H = hessian(f, x)
    x = x - torch.linalg.solve(H, g)
    print(i, f"{f(x).item():.8f} |g| {g.norm().item():.3e}")


def cg(mv, b, n=10):
    x, r = torch.zeros_like(b), b.clone()
    p = r.clone()
    for _ in range(n):
        Ap = mv(p)
        a = (r @ r) / (p @ Ap)
        x = x + a * p
        r2 = r - a * Ap
        if r2.norm() < 1e-12:
            break
        p = r2 + (r2 @ r2) / (r @ r) * p
        r = r2
    return x


v = torch.ones(4, dtype=torch.double)
print(hvp(f, x, v)[1] @ v > 0, torch.allclose(hvp(f, x, v)[1], hessian(f, x) @ v))
step = cg(lambda p: hvp(f, x, p)[1], v)
print(torch.allclose(hessian(f, x) @ step, v, atol=1e-8))
y = torch.tensor([0.5, -0.5], requires_grad=True)
z = (y[0] ** 2 * y[1]).exp()
g, = torch.autograd.grad(z, y, create_graph=True)
rows = [torch.autograd.grad(gi, y, retain_graph=True)[0] for gi in g]
print(torch.stack(rows))
print(vjp(lambda t: torch.stack([t.sum(), t.prod()]), torch.tensor([2.0, 3.0]), torch.tensor([1.0, 1.0])))
