import random
from collections import namedtuple, deque
import torch
import torch.nn as nn
import torch.optim as optim

Transition = namedtuple('Transition', ('state', 'action', 'next_state', 'reward'))


class ReplayMemory(object):
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        return random.sample(self.memory, batch_size)

    def __len__(self):
        return len(self.memory)


class Corridor:
    """Five cells in a row, a goal at the right end."""
    n = 5

    def reset(self):
        self.pos = 0
        return self.observe()

    def observe(self):
        return torch.eye(self.n)[self.pos].unsqueeze(0)

    def step(self, action):
        self.pos = max(0, min(self.n - 1, self.pos + (1 if action else -1)))
        done = self.pos == self.n - 1
        return (None if done else self.observe()), (1.0 if done else -0.1), done


random.seed(0)
torch.manual_seed(0)
make = lambda: nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 2))
policy_net, target_net = make(), make()
target_net.load_state_dict(policy_net.state_dict())
optimizer = optim.AdamW(policy_net.parameters(), lr=1e-2, amsgrad=True)
memory, env = ReplayMemory(100), Corridor()
BATCH, GAMMA, TAU = 8, 0.9, 0.05
steps_done = 0


def select_action(state):
    global steps_done
    eps_threshold = 0.1 + 0.8 * (0.97 ** steps_done)
    steps_done += 1
    if random.random() > eps_threshold:
        with torch.no_grad():
            return policy_net(state).max(1).indices.view(1, 1)
    return torch.tensor([[random.randint(0, 1)]], dtype=torch.long)


def optimize_model():
    if len(memory) < BATCH:
        return None
    batch = Transition(*zip(*memory.sample(BATCH)))
    non_final_mask = torch.tensor(tuple(map(lambda s: s is not None, batch.next_state)), dtype=torch.bool)
    non_final_next_states = torch.cat([s for s in batch.next_state if s is not None])
    state_batch, action_batch, reward_batch = torch.cat(batch.state), torch.cat(batch.action), torch.cat(batch.reward)
    q = policy_net(state_batch).gather(1, action_batch)
    next_v = torch.zeros(BATCH)
    with torch.no_grad():
        next_v[non_final_mask] = target_net(non_final_next_states).max(1).values
    expected = next_v * GAMMA + reward_batch
    loss = nn.SmoothL1Loss()(q, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100)
    optimizer.step()
    return loss.item()


for episode in range(6):
    state, total, last = env.reset(), 0.0, None
    for t in range(15):
        action = select_action(state)
        nxt, reward, done = env.step(action.item())
        total += reward
        memory.push(state, action, nxt, torch.tensor([reward]))
        state = nxt
        last = optimize_model()
        sd, td = policy_net.state_dict(), target_net.state_dict()
        for key in sd:
            td[key] = sd[key] * TAU + td[key] * (1 - TAU)
        target_net.load_state_dict(td)
        if done:
            break
    print(episode, t + 1, f"{total:.1f}", "-" if last is None else f"{last:.4f}")
