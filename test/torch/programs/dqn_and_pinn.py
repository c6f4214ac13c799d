import torch
import torch.nn as nn
torch.manual_seed(0)
class DQN(nn.Module):
    def __init__(self, s, a):
        super().__init__(); self.net = nn.Sequential(nn.Linear(s, 16), nn.ReLU(), nn.Linear(16, a))
    def forward(self, x): return self.net(x)
policy, target = DQN(4, 2), DQN(4, 2)
target.load_state_dict(policy.state_dict()); target.eval()
opt = torch.optim.RMSprop(policy.parameters(), lr=0.01)
s = torch.randn(6, 4); a = torch.randint(0, 2, (6, 1)); r = torch.randn(6); s2 = torch.randn(6, 4); done = torch.tensor([0, 0, 1, 0, 1, 0], dtype=torch.bool)
for _ in range(3):
    q = policy(s).gather(1, a)
    nxt = torch.zeros(6)
    with torch.no_grad(): nxt[~done] = target(s2[~done]).max(1)[0].detach()
    exp = nxt * 0.99 + r
    loss = nn.SmoothL1Loss()(q, exp.unsqueeze(1))
    opt.zero_grad(); loss.backward()
    for p in policy.parameters(): p.grad.data.clamp_(-1, 1)
    opt.step(); print(f"{loss.item():.5f}")
eps = torch.finfo(torch.float32).eps; print(eps)
rewards = [1.0, 0.0, 2.0]; R = 0; returns = []
for x in rewards[::-1]:
    R = x + 0.9 * R; returns.insert(0, R)
returns = torch.tensor(returns); returns = (returns - returns.mean()) / (returns.std() + eps); print(returns)
x = torch.tensor([[0.5]], requires_grad=True)
net = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
u = net(x); ux = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]; uxx = torch.autograd.grad(ux, x, torch.ones_like(ux), create_graph=True)[0]
loss = ((uxx + u) ** 2).mean(); loss.backward(); print(f"{loss.item():.6f}", net[0].weight.grad.view(-1)[:3])
w = torch.zeros(3, requires_grad=True)
opt = torch.optim.SGD([{'params': [w], 'lr': 0.5}], lr=0.1, momentum=0.9, nesterov=True)
sch = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=0)
for i in range(4):
    l = ((w - torch.tensor([1., 2., 3.])) ** 2).sum(); opt.zero_grad(); l.backward(); opt.step(); sch.step(1.0); print(w.data, opt.param_groups[0]['lr'])
