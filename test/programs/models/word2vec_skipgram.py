import torch
import torch.nn as nn
import torch.nn.functional as F
from collections import Counter

corpus = """the tape records every step and the tape plays every step back
a gradient flows back along the tape and the weights follow the gradient""".split()
vocab = [w for w, c in Counter(corpus).most_common()]
word_to_ix = {w: i for i, w in enumerate(vocab)}
print(len(corpus), len(vocab), Counter(corpus).most_common(3))
CONTEXT = 2
pairs = [(corpus[i], corpus[j]) for i in range(len(corpus)) for j in range(max(0, i - CONTEXT), min(len(corpus), i + CONTEXT + 1)) if i != j]
print(len(pairs), pairs[:4])


class SkipGram(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.inp, self.out = nn.Embedding(n, d, sparse=False), nn.Embedding(n, d)
        nn.init.uniform_(self.inp.weight, -0.5 / d, 0.5 / d)
        nn.init.zeros_(self.out.weight)

    def forward(self, center, pos, neg):
        v, u, un = self.inp(center), self.out(pos), self.out(neg)
        pos_score = (v * u).sum(-1)
        neg_score = torch.bmm(un, v.unsqueeze(2)).squeeze(2)
        return -(F.logsigmoid(pos_score) + F.logsigmoid(-neg_score).sum(1)).mean()


class NGram(nn.Module):
    def __init__(self, vocab_size, embedding_dim, context_size):
        super(NGram, self).__init__()
        self.embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.linear1 = nn.Linear(context_size * embedding_dim, 16)
        self.linear2 = nn.Linear(16, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).view((1, -1))
        return F.log_softmax(self.linear2(F.relu(self.linear1(embeds))), dim=1)


torch.manual_seed(1)
centers = torch.tensor([word_to_ix[a] for a, _ in pairs])
contexts = torch.tensor([word_to_ix[b] for _, b in pairs])
freq = torch.tensor([Counter(corpus)[w] for w in vocab], dtype=torch.float) ** 0.75
model = SkipGram(len(vocab), 6)
opt = torch.optim.Adagrad(model.parameters(), lr=0.5)
for epoch in range(5):
    neg = torch.multinomial(freq, len(pairs) * 3, replacement=True).view(-1, 3)
    loss = model(centers, contexts, neg)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")
W = F.normalize(model.inp.weight.detach(), dim=1)
sims = W @ W[word_to_ix["tape"]]
print([vocab[i] for i in sims.topk(3).indices])

trigrams = [([corpus[i], corpus[i + 1]], corpus[i + 2]) for i in range(len(corpus) - 2)][:8]
ngram = NGram(len(vocab), 5, 2)
optimizer = torch.optim.SGD(ngram.parameters(), lr=0.05)
losses = []
for epoch in range(3):
    total_loss = 0
    for context, target in trigrams:
        ngram.zero_grad()
        log_probs = ngram(torch.tensor([word_to_ix[w] for w in context], dtype=torch.long))
        loss = nn.NLLLoss()(log_probs, torch.tensor([word_to_ix[target]], dtype=torch.long))
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
    losses.append(round(total_loss, 3))
print(losses)
