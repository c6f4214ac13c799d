import torch
import torch.nn as nn
import torch.nn.functional as F
import random

SOS, EOS, PAD = 0, 1, 2
VOCAB = 9
random.seed(2)
torch.manual_seed(2)


def make_pair():
    n = random.randint(2, 4)
    s = [random.randrange(3, VOCAB) for _ in range(n)]
    return s + [EOS], s[::-1] + [EOS]


def pad(seqs):
    longest = max(map(len, seqs))
    return torch.tensor([s + [PAD] * (longest - len(s)) for s in seqs])


class EncoderRNN(nn.Module):
    def __init__(self, vocab, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden, padding_idx=PAD)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)

    def forward(self, x):
        return self.gru(self.embedding(x))


class BahdanauAttention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.Wa = nn.Linear(hidden, hidden)
        self.Ua = nn.Linear(hidden, hidden)
        self.Va = nn.Linear(hidden, 1, bias=False)

    def forward(self, query, keys, mask):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys))).squeeze(2).unsqueeze(1)
        scores = scores.masked_fill(mask.unsqueeze(1), float("-inf"))
        weights = F.softmax(scores, dim=-1)
        return torch.bmm(weights, keys), weights


class AttnDecoder(nn.Module):
    def __init__(self, hidden, vocab):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.attention = BahdanauAttention(hidden)
        self.gru = nn.GRU(2 * hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def step(self, token, hidden, enc, mask):
        emb = self.embedding(token)
        context, w = self.attention(hidden.permute(1, 0, 2), enc, mask)
        output, hidden = self.gru(torch.cat((emb, context), dim=2), hidden)
        return self.out(output), hidden, w

    def forward(self, enc, hidden, mask, target=None, length=5):
        token = torch.full((enc.size(0), 1), SOS, dtype=torch.long)
        outs, atts = [], []
        for t in range(length):
            logits, hidden, w = self.step(token, hidden, enc, mask)
            outs.append(logits)
            atts.append(w)
            token = target[:, t:t + 1] if target is not None else logits.argmax(-1).detach()
        return torch.cat(outs, 1), torch.cat(atts, 1)


pairs = [make_pair() for _ in range(16)]
src, tgt = pad([p[0] for p in pairs]), pad([p[1] for p in pairs])
enc, dec = EncoderRNN(VOCAB, 12), AttnDecoder(12, VOCAB)
opt = torch.optim.Adam([*enc.parameters(), *dec.parameters()], lr=0.02)
loss_fn = nn.CrossEntropyLoss(ignore_index=PAD)
for it in range(8):
    eo, eh = enc(src)
    logits, att = dec(eo, eh, src == PAD, target=tgt, length=tgt.size(1))
    loss = loss_fn(logits.reshape(-1, VOCAB), tgt.reshape(-1))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 2 == 1:
        print(f"{it}: {loss.item():.4f}")
print(att.shape, "%.4f" % att.sum(-1).min())
with torch.no_grad():
    eo, eh = enc(src[:2])
    greedy, att2 = dec(eo, eh, src[:2] == PAD)
    print(greedy.argmax(-1).tolist())
print(enc.embedding.weight[PAD].abs().sum())
