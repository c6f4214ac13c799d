"""Gradient accumulation, EMA weights, parameter groups, freezing, gradcheck, anomaly, no_grad pitfalls."""
import copy
import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))
x, y = torch.randn(8, 3), torch.randint(0, 2, (8,))
ce = nn.CrossEntropyLoss()

# Accumulating micro-batches gives the gradient of the whole batch
ce(model(x), y).backward()
whole = [p.grad.clone() for p in model.parameters()]
model.zero_grad()
for xb, yb in zip(x.chunk(4), y.chunk(4)):
    (ce(model(xb), yb) / 4).backward()
print("accumulated:", all(torch.allclose(a, p.grad, atol=1e-6) for a, p in zip(whole, model.parameters())))

# Exponential moving average of the weights
ema = copy.deepcopy(model)
for p in ema.parameters():
    p.requires_grad_(False)
opt = torch.optim.Adam([{"params": model[0].parameters(), "lr": 1e-2}, {"params": model[2].parameters()}], lr=1e-1, weight_decay=1e-2)
print([len(g["params"]) for g in opt.param_groups], [g["lr"] for g in opt.param_groups])
for step in range(5):
    opt.zero_grad()
    ce(model(x), y).backward()
    opt.step()
    with torch.no_grad():
        for e, p in zip(ema.parameters(), model.parameters()):
            e.lerp_(p, 0.1)
print(f"live {ce(model(x), y).item():.4f} ema {ce(ema(x), y).item():.4f}")

# Freezing
for p in model[0].parameters():
    p.requires_grad = False
model.zero_grad()
ce(model(x), y).backward()
print([p.grad is None for p in model.parameters()], sum(p.requires_grad for p in model.parameters()))

# A gradient that stops
w = torch.tensor(2.0, requires_grad=True)
with torch.no_grad():
    cut = w * 3
print(cut.requires_grad, (w * cut).requires_grad)
z = (w * w.detach()) ** 2
z.backward()
print(w.grad)
w.grad = None
with torch.set_grad_enabled(False):
    a = w * 2
with torch.enable_grad():
    b = w * 2
print(a.requires_grad, b.requires_grad, torch.is_grad_enabled())
print(torch.autograd.gradcheck(lambda t: (t.sin() * t).sum(), torch.randn(4, dtype=torch.double, requires_grad=True)))

# detach, clone and where gradients go
p = torch.ones(3, requires_grad=True)
q = p.clone()
q[0] = 5.0
(q * torch.arange(3.0)).sum().backward()
print(p.grad)
r = torch.ones(3, requires_grad=True)
torch.where(r > 0, r * 2, r * 3).sum().backward()
print(r.grad, r.grad.is_leaf, r.is_leaf)
state = opt.state_dict()
print(sorted(state), len(state["state"]), state["param_groups"][0]["betas"], int(state["state"][0]["step"]))
