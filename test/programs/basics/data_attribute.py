"""Old-style writes through .data: what shares memory with what."""
import torch, torch.nn as nn
t = nn.Parameter(torch.ones(3,3))
t.data[1, :] = -2
t.data[:, 1] = -3
(t*torch.arange(9.).view(3,3)).sum().backward()
print(t.grad)
u = nn.Parameter(torch.ones(3,3))
(u[0].sum() + u[0,1]).backward()
print(u.grad)
u.grad=None
with torch.no_grad():
    a = u[0]
(u[0].sum() + u[0,1] + u[torch.tensor(2), torch.tensor(1)]).backward()
print(u.grad)
opt = torch.optim.SGD([u], lr=0.1)
class M(nn.Module):
    def __init__(s):
        super().__init__()
        s.tr = nn.Parameter(torch.ones(3,3))
        s.tr.data[1, :] = -2
        s.tr.data[:, 1] = -3
m = M()
(m.tr[0].view(1,-1) + m.tr[1].view(1,-1)).sum().backward()
print(m.tr.grad)


x=torch.ones(2,requires_grad=True)
(x*2).sum().backward()
x.grad.data.zero_()
(x*3).sum().backward()
print(x.grad)
x.grad.data[0]=7
(x*3).sum().backward()
print(x.grad)
g = x.grad
(x*3).sum().backward()
print(g)
x.grad[1:].mul_(0)

m=torch.zeros(2,requires_grad=True)
w=torch.zeros(2)
with torch.no_grad(): m.copy_(torch.ones(2))
v=m.detach()
with torch.no_grad(): m.copy_(w+3)
print(v)
m.data.copy_(w+4)
print(v,m)
a=torch.zeros(2); b=a.detach(); 
a.copy_(w+3); print(b)
with torch.no_grad(): a.copy_(w+5); print(b)
m=torch.zeros(2,requires_grad=True)
opt=torch.optim.SGD([m],lr=1.)
(m*2).sum().backward(); opt.step()
v=m.detach()
print(v)
with torch.no_grad(): m.copy_(w+3)
print(v)

# A view of what was detached has no history either, whatever its base is written with
lin = torch.nn.Linear(2, 1, bias=False)
lin.weight.data.fill_(1.0)
row, kept = lin.weight.data[0], lin.weight.detach().view(-1)
for _ in range(3):
    lin(torch.ones(1, 2)).sum().backward()
    lin.weight.data[:] -= 0.1 * lin.weight.grad
print(row, kept, row.requires_grad, lin.weight)
del row, kept
