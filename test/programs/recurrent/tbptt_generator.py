"""Truncated backpropagation through time on a character stream: hidden state carried over, detached between chunks."""
import torch
import torch.nn as nn
import torch.nn.functional as F

text = "abracadabra " * 6
vocab = "".join(sorted(set(text)))
encode = lambda s: torch.tensor([vocab.index(c) for c in s])
decode = lambda t: "".join(vocab[int(i)] for i in t)


class CharLM(nn.Module):
    def __init__(self, v, emb=6, hid=16):
        super().__init__()
        self.emb = nn.Embedding(v, emb)
        self.rnn = nn.RNN(emb, hid, nonlinearity="tanh", batch_first=True)
        self.head = nn.Linear(hid, v)
        self.drop = nn.Dropout(0.0)

    def forward(self, x, h=None):
        y, h = self.rnn(self.emb(x), h)
        return self.head(self.drop(y)), h


def repackage(h):
    return None if h is None else h.detach()


torch.manual_seed(5)
data = encode(text).view(2, -1)
model = CharLM(len(vocab))
opt = torch.optim.RMSprop(model.parameters(), lr=5e-3, alpha=0.9, momentum=0.5)
bptt = 7
for epoch in range(4):
    h, total, n = None, 0.0, 0
    for i in range(0, data.size(1) - 1, bptt):
        length = min(bptt, data.size(1) - 1 - i)
        x, y = data[:, i:i + length], data[:, i + 1:i + 1 + length]
        h = repackage(h)
        logits, h = model(x, h)
        loss = F.cross_entropy(logits.flatten(0, 1), y.flatten())
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        opt.step()
        total, n = total + loss.item() * y.numel(), n + y.numel()
    print(f"epoch {epoch}: nll {total / n:.4f} ppl {torch.tensor(total / n).exp():.3f}")


@torch.no_grad()
def generate(start, n, temperature=0.8, seed=0):
    g = torch.Generator().manual_seed(seed)
    model.eval()
    out, h = encode(start)[None], None
    logits, h = model(out, h)
    for _ in range(n):
        p = F.softmax(logits[:, -1] / temperature, -1)
        nxt = torch.multinomial(p, 1, generator=g)
        out = torch.cat([out, nxt], 1)
        logits, h = model(nxt, h)
    return decode(out[0])


s = generate("abra", 12)
print(repr(s), len(s), set(s) <= set(vocab))
