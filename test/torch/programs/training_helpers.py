import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 1)
opt = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.1)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=5)
best = None
for epoch in range(5):
    x = torch.randn(8, 4)
    y = x.sum(1, keepdim=True)
    loss = nn.MSELoss()(model(x), y)
    opt.zero_grad(set_to_none=True)
    loss.backward()
    total = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    sched.step()
    print(f"{epoch} loss={loss:.4f} norm={total:.4f} lr={sched.get_last_lr()[0]:.6f}")
state = model.state_dict()
other = nn.Linear(4, 1)
print(other.load_state_dict(state))
print(torch.equal(other.weight, model.weight))
for p in model.parameters():
    p.requires_grad = False
print(any(p.requires_grad for p in model.parameters()))
print(opt.param_groups[0]["lr"] > 0, len(opt.state_dict()["state"]))
