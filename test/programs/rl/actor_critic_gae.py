import torch
import torch.nn as nn
from torch.distributions import Categorical, Normal


def gae(rewards, values, dones, next_value, gamma=0.99, lam=0.95):
    adv, last = [], 0.0
    values = values + [next_value]
    for t in reversed(range(len(rewards))):
        mask = 1.0 - dones[t]
        delta = rewards[t] + gamma * values[t + 1] * mask - values[t]
        last = delta + gamma * lam * mask * last
        adv.insert(0, last)
    return adv


class ActorCritic(nn.Module):
    def __init__(self, obs, act):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(obs, 16), nn.Tanh())
        self.pi, self.v = nn.Linear(16, act), nn.Linear(16, 1)
        nn.init.orthogonal_(self.pi.weight, gain=0.01)
        nn.init.zeros_(self.pi.bias)

    def forward(self, x):
        h = self.shared(x)
        return Categorical(logits=self.pi(h)), self.v(h).squeeze(-1)


torch.manual_seed(10)
model = ActorCritic(3, 4)
opt = torch.optim.Adam(model.parameters(), lr=3e-3, eps=1e-5)
obs = torch.randn(24, 3)
with torch.no_grad():
    dist, value = model(obs)
    actions = dist.sample()
    old_logp = dist.log_prob(actions)
rewards = (actions == (obs[:, 0] > 0).long()).float().tolist()
dones = [0.0] * 11 + [1.0] + [0.0] * 11 + [1.0]
advantages = torch.tensor(gae(rewards, value.tolist(), dones, 0.0))
returns = advantages + value
advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
print("mean return %.4f" % returns.mean(), dist.entropy().mean().item().__round__(4))
clip = 0.2
for epoch in range(3):
    for mb in torch.randperm(24).view(3, 8):
        dist, v = model(obs[mb])
        ratio = (dist.log_prob(actions[mb]) - old_logp[mb]).exp()
        s1 = ratio * advantages[mb]
        s2 = torch.clamp(ratio, 1 - clip, 1 + clip) * advantages[mb]
        pi_loss = -torch.min(s1, s2).mean()
        v_loss = 0.5 * (returns[mb] - v).pow(2).mean()
        entropy = dist.entropy().mean()
        loss = pi_loss + 0.5 * v_loss - 0.01 * entropy
        opt.zero_grad()
        loss.backward()
        gn = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        opt.step()
    print(f"epoch {epoch} pi {pi_loss.item():+.4f} v {v_loss.item():.4f} H {entropy.item():.4f} |g| {gn.item():.3f}")
# A Gaussian policy with a learned scale
log_std = nn.Parameter(torch.zeros(2))
mean = torch.tensor([0.3, -0.2], requires_grad=True)
n = Normal(mean, log_std.exp())
a = torch.tensor([0.5, 0.1])
(-n.log_prob(a).sum() + n.entropy().sum()).backward()
print(mean.grad, log_std.grad)
