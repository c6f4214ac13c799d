import torch
from torch.optim.lr_scheduler import (StepLR, MultiStepLR, ExponentialLR, CosineAnnealingLR,
                                      LambdaLR, ReduceLROnPlateau, LinearLR, SequentialLR, OneCycleLR,
                                      CosineAnnealingWarmRestarts)


def fresh():
    w = torch.nn.Parameter(torch.zeros(1))
    return torch.optim.SGD([w], lr=0.1)


def trace(make, n=10):
    opt = fresh()
    sched = make(opt)
    rates = []
    for _ in range(n):
        rates.append(opt.param_groups[0]["lr"])
        opt.step()
        sched.step()
    return rates


warm = 3
schedules = {
    "step": lambda o: StepLR(o, step_size=3, gamma=0.5),
    "multistep": lambda o: MultiStepLR(o, milestones=[2, 5], gamma=0.1),
    "exp": lambda o: ExponentialLR(o, gamma=0.9),
    "cosine": lambda o: CosineAnnealingLR(o, T_max=10, eta_min=1e-3),
    "restarts": lambda o: CosineAnnealingWarmRestarts(o, T_0=4, T_mult=2),
    "lambda": lambda o: LambdaLR(o, lr_lambda=lambda e: min(1.0, (e + 1) / warm) * 0.95 ** e),
    "linear": lambda o: LinearLR(o, start_factor=0.25, total_iters=4),
    "warm+cos": lambda o: SequentialLR(o, [LinearLR(o, 0.1, total_iters=3), CosineAnnealingLR(o, 7)], milestones=[3]),
    "onecycle": lambda o: OneCycleLR(o, max_lr=1.0, total_steps=11),
}
for name, make in schedules.items():
    print(f"{name:>10}: " + " ".join(f"{r:.4f}" for r in trace(make)))

opt = fresh()
plateau = ReduceLROnPlateau(opt, mode="min", factor=0.5, patience=1)
losses = [1.0, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 0.8, 0.8]
for loss in losses:
    plateau.step(loss)
    print(f"{loss:.1f} -> {opt.param_groups[0]['lr']}", end="; ")
print()

# A schedule inside a loop that learns
torch.manual_seed(0)
model = torch.nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9, nesterov=True)
sched = StepLR(opt, step_size=5, gamma=0.3)
X = torch.randn(32, 3)
Y = X @ torch.tensor([[1.0], [-2.0], [0.5]])
for epoch in range(15):
    opt.zero_grad()
    loss = (model(X) - Y).square().mean()
    loss.backward()
    opt.step()
    sched.step()
    if epoch % 5 == 4:
        print(epoch, f"{loss.item():.6f}", sched.get_last_lr())
