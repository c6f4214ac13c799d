import math
import torch
from torch import nn

torch.manual_seed(0)
X = torch.randn(64, 3)
Y = (X ** 2).sum(1, keepdim=True)


def net():
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 1))


def find_lr(lo=1e-4, hi=1.0, steps=15):
    model = net()
    opt = torch.optim.SGD(model.parameters(), lr=lo)
    mult = (hi / lo) ** (1 / (steps - 1))
    best, log = math.inf, []
    for i in range(steps):
        loss = nn.functional.mse_loss(model(X), Y)
        if not math.isfinite(loss.item()) or loss.item() > 4 * best:
            break
        best = min(best, loss.item())
        log.append((opt.param_groups[0]["lr"], loss.item()))
        opt.zero_grad()
        loss.backward()
        opt.step()
        for g in opt.param_groups:
            g["lr"] *= mult
    return log


log = find_lr()
for lr, loss in log[::4]:
    print(f"{lr:.2e} {loss:.4f}")
print(len(log))


class WarmupCosine:
    def __init__(self, opt, warmup, total, floor=0.1):
        self.opt, self.warmup, self.total, self.floor, self.t = opt, warmup, total, floor, 0
        self.base = [g["lr"] for g in opt.param_groups]

    def step(self):
        self.t += 1
        if self.t <= self.warmup:
            f = self.t / self.warmup
        else:
            p = (self.t - self.warmup) / (self.total - self.warmup)
            f = self.floor + (1 - self.floor) * 0.5 * (1 + math.cos(math.pi * p))
        for g, b in zip(self.opt.param_groups, self.base):
            g["lr"] = b * f


model = net()
opt = torch.optim.AdamW(model.parameters(), lr=0.02)
sched = WarmupCosine(opt, 3, 12)
for i in range(12):
    sched.step()
    loss = nn.functional.mse_loss(model(X), Y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 3 == 2:
        print(f"{i} lr {opt.param_groups[0]['lr']:.5f} loss {loss.item():.4f}")
