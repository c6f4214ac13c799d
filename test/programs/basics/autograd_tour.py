import torch

x = torch.ones(2, 2, requires_grad=True)
print(x)
y = x + 2
print(y)
print(y.grad_fn is not None, x.grad_fn)
z = y * y * 3
out = z.mean()
print(z, out)
out.backward()
print(x.grad)

a = torch.randn(2, 2, generator=torch.Generator().manual_seed(3))
a = (a * 3) / (a - 1)
print(a.requires_grad)
a.requires_grad_(True)
print(a.requires_grad)
b = (a * a).sum()
print(b.grad_fn is not None, type(b.grad_fn).__name__)

# A vector output wants a vector for the product
v = torch.tensor([0.1, 1.0, 0.0001])
u = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
w = u * 2
while w.data.norm() < 100:
    w = w * 2
print(w)
w.backward(v)
print(u.grad)

# Stopping history
print(u.requires_grad, (u ** 2).requires_grad)
with torch.no_grad():
    print((u ** 2).requires_grad)
d = u.detach()
print(d.requires_grad, d.eq(u).all())

# Gradients accumulate until they are cleared
t = torch.tensor(2.0, requires_grad=True)
for step in range(3):
    (t ** 3).backward()
    print(step, t.grad)
t.grad.zero_()
print(t.grad)
t.grad = None
print(t.grad)

# Control flow
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b if b.sum() > 0 else 100 * b

p = torch.tensor(0.37, requires_grad=True)
q = f(p)
q.backward()
print(p.grad == q / p, p.grad)

# Only leaves hold gradients unless asked to
m = torch.tensor([1.0, 4.0, 9.0], requires_grad=True)
n = m.sqrt()
n.retain_grad()
n.sum().backward()
print(n.grad, m.grad, n.is_leaf, m.is_leaf)
try:
    n.sum().backward()
except RuntimeError as e:
    print(str(e)[:59])
