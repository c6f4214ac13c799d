import torch
import torch.nn as nn
import torch.nn.functional as F


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(4, 12), nn.ELU())
        self.heads = nn.ModuleDict({"reg": nn.Linear(12, 1), "cls": nn.Linear(12, 3)})
        self.log_vars = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        h = self.trunk(x)
        return {k: head(h) for k, head in self.heads.items()}


torch.manual_seed(3)
x = torch.randn(30, 4)
targets = {"reg": x[:, :1] - x[:, 1:2], "cls": (x[:, 2] > 0).long() + (x[:, 3] > 0.5).long()}
model = MultiTask()
opt = torch.optim.Adam([{"params": model.trunk.parameters()}, {"params": model.heads.parameters(), "lr": 2e-2}, {"params": [model.log_vars], "lr": 1e-2}], lr=1e-2)
for epoch in range(10):
    out = model(x)
    losses = torch.stack([F.huber_loss(out["reg"], targets["reg"]), F.cross_entropy(out["cls"], targets["cls"])])
    total = (torch.exp(-model.log_vars) * losses + model.log_vars).sum()
    opt.zero_grad(set_to_none=True)
    total.backward()
    opt.step()
    if epoch % 3 == 0:
        print(f"{epoch}: total {total.item():.4f} " + " ".join(f"{k}={l.item():.4f}" for k, l in zip(out, losses)), model.log_vars.detach().numpy().round(4))
g1 = torch.autograd.grad(losses[0], model.trunk[0].weight, retain_graph=True) if False else None
out = model(x)
ga, = torch.autograd.grad(F.mse_loss(out["reg"], targets["reg"]), model.trunk[0].weight, retain_graph=True)
gb, = torch.autograd.grad(F.cross_entropy(out["cls"], targets["cls"]), model.trunk[0].weight)
print(f"conflict {F.cosine_similarity(ga.flatten(), gb.flatten(), dim=0).item():.4f}")
