import re
import torch
import torch.nn as nn
from collections import Counter, OrderedDict
from functools import partial
from torch.utils.data import DataLoader

data = [("pos", "a lovely clear lesson, lovely!"), ("neg", "dull and slow; a dull talk"), ("pos", "clear examples and a good pace"), ("neg", "slow, unclear and too long"), ("pos", "good good fun"), ("neg", "too dull to finish")]
tokenize = lambda s: re.findall(r"[a-z]+", s.lower())
counter = Counter(t for _, s in data for t in tokenize(s))
vocab = OrderedDict((w, i + 1) for i, (w, c) in enumerate(sorted(counter.items(), key=lambda kv: (-kv[1], kv[0]))))
print(len(vocab), list(vocab.items())[:5])
labels = {"neg": 0, "pos": 1}


def collate(batch, device="cpu"):
    ys, texts, offsets = [], [], [0]
    for y, s in batch:
        ys.append(labels[y])
        ids = torch.tensor([vocab.get(t, 0) for t in tokenize(s)], dtype=torch.int64)
        texts.append(ids)
        offsets.append(ids.size(0))
    return torch.tensor(ys, dtype=torch.int64), torch.cat(texts), torch.tensor(offsets[:-1]).cumsum(dim=0)


class Bag(nn.Module):
    def __init__(self, v, d=8):
        super().__init__()
        self.embedding, self.fc = nn.EmbeddingBag(v, d, mode="mean"), nn.Linear(d, 2)
        self.init_weights()

    def init_weights(self):
        self.embedding.weight.data.uniform_(-0.5, 0.5)
        self.fc.weight.data.uniform_(-0.5, 0.5)
        self.fc.bias.data.zero_()

    def forward(self, text, offsets):
        return self.fc(self.embedding(text, offsets))


torch.manual_seed(0)
model = Bag(len(vocab) + 1)
loader = DataLoader(data, batch_size=3, shuffle=True, collate_fn=partial(collate, device="cpu"))
opt = torch.optim.SGD(model.parameters(), lr=1.0)
sched = torch.optim.lr_scheduler.StepLR(opt, 1, gamma=0.9)
for epoch in range(1, 5):
    acc, n, total = 0, 0, 0.0
    for y, text, offsets in loader:
        opt.zero_grad()
        out = model(text, offsets)
        loss = nn.functional.cross_entropy(out, y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        opt.step()
        acc, n, total = acc + (out.argmax(1) == y).sum().item(), n + y.size(0), total + loss.item()
    sched.step()
    print("| epoch {:3d} | accuracy {:8.3f} | loss {:.4f}".format(epoch, acc / n, total))


class TextCNN(nn.Module):
    def __init__(self, v, d=6, sizes=(2, 3)):
        super().__init__()
        self.emb = nn.Embedding(v, d, padding_idx=0)
        self.convs = nn.ModuleList([nn.Conv1d(d, 4, k) for k in sizes])
        self.fc = nn.Linear(4 * len(sizes), 2)

    def forward(self, x):
        e = self.emb(x).permute(0, 2, 1)
        return self.fc(torch.cat([torch.relu(c(e)).max(dim=2).values for c in self.convs], 1))


ids = nn.utils.rnn.pad_sequence([torch.tensor([vocab[t] for t in tokenize(s)]) for _, s in data], batch_first=True)
cnn = TextCNN(len(vocab) + 1)
print(ids.shape, cnn(ids).shape, cnn.convs)
