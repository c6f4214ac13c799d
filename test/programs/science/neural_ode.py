import torch
import torch.nn as nn


def euler_step(f, t, y, h):
    return y + h * f(t, y)


def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h * k1 / 2)
    k3 = f(t + h / 2, y + h * k2 / 2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def odeint(f, y0, ts, step=rk4_step):
    ys = [y0]
    for t0, t1 in zip(ts[:-1], ts[1:]):
        ys.append(step(f, t0, ys[-1], t1 - t0))
    return torch.stack(ys)


class ODEFunc(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
        for m in self.net.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0, std=0.1)
                nn.init.constant_(m.bias, val=0)
        self.nfe = 0

    def forward(self, t, y):
        self.nfe += 1
        return self.net(y ** 3)


torch.manual_seed(0)
true_A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
ts = torch.linspace(0.0, 1.5, 10)
y0 = torch.tensor([[2.0, 0.0]])
with torch.no_grad():
    true_y = odeint(lambda t, y: (y ** 3) @ true_A, y0, ts)
print(true_y[-1])
func = ODEFunc()
opt = torch.optim.RMSprop(func.parameters(), lr=1e-2)
for it in range(1, 7):
    opt.zero_grad()
    pred = odeint(func, y0, ts)
    loss = torch.mean(torch.abs(pred - true_y))
    loss.backward()
    opt.step()
    print('Iter {:04d} | Total Loss {:.6f} | nfe {}'.format(it, loss.item(), func.nfe))
lam = torch.tensor(-1.0, requires_grad=True)
exact = torch.exp(torch.tensor(-1.0))
for name, step in (("euler", euler_step), ("rk4", rk4_step)):
    y = odeint(lambda t, y: lam * y, torch.tensor([1.0]), torch.linspace(0, 1, 11), step)[-1]
    g, = torch.autograd.grad(y.sum(), lam)
    print(f"{name:>6}: y(1)={y.item():.6f} err={(y - exact).abs().item():.1e} dy/dlam={g.item():.5f}")
