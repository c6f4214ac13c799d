import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.distributions import Categorical, Normal
torch.manual_seed(1)
class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(4, 16)
        self.dropout = nn.Dropout(p=0.6)
        self.action_head = nn.Linear(16, 2)
        self.value_head = nn.Linear(16, 1)
        self.saved_actions = []
        self.rewards = []
    def forward(self, x):
        x = F.relu(self.dropout(self.affine1(x)))
        return F.softmax(self.action_head(x), dim=-1), self.value_head(x)
from collections import namedtuple
SavedAction = namedtuple('SavedAction', ['log_prob', 'value'])
model = Policy()
optimizer = optim.Adam(model.parameters(), lr=3e-2)
def select_action(state):
    probs, state_value = model(state)
    m = Categorical(probs)
    action = m.sample()
    model.saved_actions.append(SavedAction(m.log_prob(action), state_value))
    return action.item()
def finish_episode():
    R = 0
    policy_losses, value_losses, returns = [], [], []
    for r in model.rewards[::-1]:
        R = r + 0.99 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + 1e-8)
    for (log_prob, value), R in zip(model.saved_actions, returns):
        advantage = R - value.item()
        policy_losses.append(-log_prob * advantage)
        value_losses.append(F.smooth_l1_loss(value, torch.tensor([R])))
    optimizer.zero_grad()
    loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum()
    loss.backward()
    optimizer.step()
    del model.rewards[:]
    del model.saved_actions[:]
    return loss.item()
for ep in range(3):
    state = torch.randn(4)
    acts = []
    for t in range(6):
        a = select_action(state)
        acts.append(a)
        model.rewards.append(1.0 if a == 0 else 0.2)
        state = state + 0.1 * torch.randn(4)
    print(ep, acts, round(finish_episode(), 4))
# PPO, continuous actions
actor = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2)); log_std = nn.Parameter(torch.zeros(2))
opt = optim.Adam(list(actor.parameters()) + [log_std], lr=1e-2)
obs = torch.randn(7, 3)
with torch.no_grad():
    d = Normal(actor(obs), log_std.exp()); act = d.sample(); old = d.log_prob(act).sum(-1)
adv = torch.randn(7); adv = (adv - adv.mean()) / (adv.std() + 1e-8)
for k in range(3):
    d = Normal(actor(obs), log_std.exp())
    logp = d.log_prob(act).sum(-1)
    ratio = (logp - old).exp()
    surr = torch.min(ratio * adv, torch.clamp(ratio, 0.8, 1.2) * adv)
    loss = -surr.mean() - 0.01 * d.entropy().sum(-1).mean()
    opt.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(actor.parameters(), 0.5); opt.step()
    print(f"{loss.item():.5f} {(old - logp).mean().item():.5f}")
# SAC
from torch.distributions import TransformedDistribution
from torch.distributions.transforms import TanhTransform
mu, ls = actor(obs), torch.full((7, 2), -0.5)
dist = TransformedDistribution(Normal(mu, ls.exp()), TanhTransform(cache_size=1))
a = dist.rsample(); lp = dist.log_prob(a).sum(-1)
print(a[0], lp[:3])
