/** Programs whose graphs have the sizes that the panel is measured with. */

/** L = (a·w + b − y_true)²: the tutorial's six names. */
const tutorial = `a = 2.0
w = 3.0
b = 4.0
y_true = 11.0
L = (a * w + b - y_true) ** 2
`;

/** Seven blocks of a small GPT with a loss: modules inside modules. */
const gpt = `import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
EMBED, HEADS, TIME = 16, 2, 8


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(EMBED, 3 * EMBED)
        self.out = nn.Linear(EMBED, EMBED)

    def forward(self, x):
        q, k, v = self.qkv(x).split(EMBED, dim=-1)
        q = q.view(TIME, HEADS, EMBED // HEADS).transpose(0, 1)
        k = k.view(TIME, HEADS, EMBED // HEADS).transpose(0, 1)
        v = v.view(TIME, HEADS, EMBED // HEADS).transpose(0, 1)
        scores = q @ k.transpose(-2, -1) / (EMBED // HEADS) ** 0.5
        mask = torch.tril(torch.ones(TIME, TIME))
        weights = F.softmax(scores.masked_fill(mask == 0, float("-inf")), dim=-1)
        y = (weights @ v).transpose(0, 1).reshape(TIME, EMBED)
        return self.out(y)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln1 = nn.LayerNorm(EMBED)
        self.attention = Attention()
        self.ln2 = nn.LayerNorm(EMBED)
        self.mlp = nn.Sequential(nn.Linear(EMBED, 4 * EMBED), nn.GELU(), nn.Linear(4 * EMBED, EMBED))

    def forward(self, x):
        x = x + self.attention(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(20, EMBED)
        self.places = nn.Embedding(TIME, EMBED)
        self.blocks = nn.ModuleList([Block() for _ in range(7)])
        self.ln = nn.LayerNorm(EMBED)
        self.head = nn.Linear(EMBED, 20, bias=False)

    def forward(self, idx, targets):
        x = self.tokens(idx) + self.places(torch.arange(TIME))
        for block in self.blocks:
            x = block(x)
        logits = self.head(self.ln(x))
        return F.cross_entropy(logits, targets)


model = GPT()
idx = torch.randint(0, 20, (TIME,))
targets = torch.randint(0, 20, (TIME,))
loss = model(idx, targets)
loss.backward()
`;

/** Scalars in straight code, each line from the values before it: no scope to collapse. @param {number} lines */
const straight = (lines) => {
  const text = ["import torch", "", ...[0, 1, 2, 3].map((i) => `v${i} = torch.tensor(${(0.3 + 0.2 * i).toFixed(1)}, requires_grad=True)`)];
  // Every value is used: by the next line, or by one a few lines on.
  for (let i = 4; i < lines; i++) {
    const [near, far] = [`v${i - 1}`, `v${Math.max(0, i - 2 - ((i * 5) % 7))}`];
    text.push(`v${i} = ${[`torch.tanh(${near}) * 0.5 + ${far} * 0.5`, `${near} * 0.6 + ${far} * 0.4`, `${near} - ${far} * 0.001`][i % 3]}`);
  }
  text.push(`loss = v${lines - 1} ** 2`, "loss.backward()");
  return `${text.join("\n")}\n`;
};

/** A recurrent network over many steps of time, with a function inside the loop. @param {number} steps */
const recurrent = (steps) => `import torch

torch.manual_seed(0)
W = torch.randn(4, 4) * 0.4
U = torch.randn(4, 4) * 0.4
b = torch.zeros(4)
for p in (W, U, b):
    p.requires_grad_()


def cell(x, h):
    return torch.tanh(x @ W + h @ U + b)


h = torch.zeros(4)
loss = torch.tensor(0.0)
for t in range(${steps}):
    x = torch.sin(torch.arange(4) * 0.3 + t)
    h = cell(x, h)
    error = h - 0.5
    loss = loss + (error ** 2).mean()
loss.backward()
`;

export const graphPrograms = { tutorial, gpt, straight: straight(690), training: recurrent(1700) };
