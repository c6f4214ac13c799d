import torch
import torch.nn as nn
from torch.distributions import Normal

torch.manual_seed(0)


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
        self.log_std = nn.Parameter(torch.full((1,), -0.5))

    def dist(self, s):
        return Normal(self.net(s), self.log_std.exp())


actor, critic = Actor(), nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam([*actor.parameters(), *critic.parameters()], lr=3e-3)


def rollout(n=20):
    s, rows = torch.tensor([1.0, 0.0]), []
    for _ in range(n):
        with torch.no_grad():
            d = actor.dist(s)
            a = d.sample()
            lp = d.log_prob(a).sum()
        nxt = torch.stack([s[0] + 0.1 * s[1], s[1] + 0.1 * a.squeeze().clamp(-2, 2)])
        r = -(nxt ** 2).sum() - 0.01 * a.pow(2).sum()
        rows.append((s, a, lp, r))
        s = nxt
    return [torch.stack(c) for c in zip(*rows)]


for it in range(4):
    s, a, old_lp, r = rollout()
    ret, G = torch.zeros_like(r), 0.0
    for t in reversed(range(len(r))):
        G = r[t] + 0.95 * G
        ret[t] = G
    adv = ret - critic(s).squeeze(1).detach()
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    for _ in range(3):
        d = actor.dist(s)
        ratio = torch.exp(d.log_prob(a).sum(1) - old_lp)
        policy = -torch.min(ratio * adv, ratio.clamp(0.8, 1.2) * adv).mean()
        value = nn.functional.mse_loss(critic(s).squeeze(1), ret)
        loss = policy + 0.5 * value - 0.001 * d.entropy().mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(f"iter {it}: return {r.sum().item():.3f} policy {policy.item():+.4f} value {value.item():.2f}")
print(actor.log_std.grad.shape)
