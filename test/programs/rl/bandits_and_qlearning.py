"""Tabular methods in pure Python and NumPy: epsilon-greedy, UCB, Q-learning, value iteration."""
import numpy as np
import random
from collections import defaultdict


class Bandit:
    def __init__(self, arms=4, seed=0):
        self.rates = np.random.RandomState(seed).rand(arms)
        self.rng = np.random.RandomState(seed + 1)

    def play(self, arm):
        return int(self.rates[arm] > self.rng.rand())


class Agent:
    def __init__(self, epsilon, n=4):
        self.epsilon, self.Qs, self.ns = epsilon, np.zeros(n), np.zeros(n)

    def update(self, a, r):
        self.ns[a] += 1
        self.Qs[a] += (r - self.Qs[a]) / self.ns[a]

    def get_action(self):
        if np.random.rand() < self.epsilon:
            return np.random.randint(0, len(self.Qs))
        return np.argmax(self.Qs)


np.random.seed(0)
bandit, agent, total = Bandit(), Agent(0.1), 0
for step in range(200):
    a = agent.get_action()
    r = bandit.play(a)
    agent.update(a, r)
    total += r
print(total, agent.ns, agent.Qs.round(3), bandit.rates.round(3))

ucb = Agent(0.0)
for t in range(1, 101):
    a = int(np.argmax(ucb.Qs + np.sqrt(2 * np.log(t) / (ucb.ns + 1e-9))))
    ucb.update(a, bandit.play(a))
print(ucb.ns)


class Grid:
    def __init__(self):
        self.map = np.array([[0, 0, 0, 1.0], [0, None, 0, -1.0], [0, 0, 0, 0]], dtype=object)
        self.moves = [(-1, 0), (1, 0), (0, -1), (0, 1)]

    def step(self, s, a):
        n = (s[0] + self.moves[a][0], s[1] + self.moves[a][1])
        if not (0 <= n[0] < 3 and 0 <= n[1] < 4) or self.map[n] is None:
            n = s
        r = self.map[n]
        return n, r, r != 0


env = Grid()
Q = defaultdict(float)
random.seed(0)
for episode in range(60):
    s, done = (2, 0), False
    while not done:
        a = random.randrange(4) if random.random() < 0.2 else max(range(4), key=lambda a: Q[s, a])
        n, r, done = env.step(s, a)
        target = r + (0 if done else 0.9 * max(Q[n, b] for b in range(4)))
        Q[s, a] += 0.5 * (target - Q[s, a])
        s = n
print(len(Q), "%.4f" % max(Q[(2, 0), a] for a in range(4)))
V = np.zeros((3, 4))
for k in range(50):
    new = V.copy()
    for i in range(3):
        for j in range(4):
            if env.map[i, j] is None or env.map[i, j] != 0:
                continue
            new[i, j] = max(r + (0 if d else 0.9 * V[n]) for n, r, d in (env.step((i, j), a) for a in range(4)))
    if np.abs(new - V).max() < 1e-6:
        break
    V = new
print(k, V.round(3))
