import random
import torch
import torch.nn as nn

random.seed(0)
torch.manual_seed(0)
sentences = ["the model reads the text", "the text trains the model", "a tape keeps the text"]
words = sorted({w for s in sentences for w in s.split()})
special = ["[PAD]", "[CLS]", "[SEP]", "[MASK]"]
vocab = {w: i for i, w in enumerate(special + words)}
inverse = {i: w for w, i in vocab.items()}
MAX = 8


def encode(s):
    ids = [vocab["[CLS]"]] + [vocab[w] for w in s.split()] + [vocab["[SEP]"]]
    return ids + [vocab["[PAD]"]] * (MAX - len(ids))


def mask(ids):
    candidates = [i for i, t in enumerate(ids) if t >= len(special)]
    chosen = random.sample(candidates, 2)
    labels = [-100] * len(ids)
    out = list(ids)
    for i in chosen:
        labels[i] = ids[i]
        r = random.random()
        out[i] = vocab["[MASK]"] if r < 0.8 else random.randrange(len(special), len(vocab)) if r < 0.9 else ids[i]
    return out, labels


batch = [mask(encode(s)) for s in sentences]
x = torch.tensor([b[0] for b in batch])
y = torch.tensor([b[1] for b in batch])
print(x, y, sep="\n")


class MiniBert(nn.Module):
    def __init__(self, n, d=16):
        super().__init__()
        self.tok, self.pos = nn.Embedding(n, d, padding_idx=0), nn.Embedding(MAX, d)
        layer = nn.TransformerEncoderLayer(d, nhead=2, dim_feedforward=32, dropout=0.0, activation="gelu", batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.head = nn.Linear(d, n)
        self.head.weight = self.tok.weight

    def forward(self, x):
        h = self.tok(x) + self.pos(torch.arange(x.size(1)))
        return self.head(self.encoder(h, src_key_padding_mask=x == 0))


model = MiniBert(len(vocab))
opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
loss_fn = nn.CrossEntropyLoss(ignore_index=-100)
for step in range(8):
    logits = model(x)
    loss = loss_fn(logits.view(-1, len(vocab)), y.view(-1))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 2:
        print(f"{step} {loss.item():.3f}")
print(sum(p.numel() for p in model.parameters()), model.head.weight is model.tok.weight)
print([inverse[i] for i in x[0].tolist()])
