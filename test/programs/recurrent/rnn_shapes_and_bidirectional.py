import torch
import torch.nn as nn

torch.manual_seed(0)
for cls in (nn.RNN, nn.LSTM, nn.GRU):
    for kw in ({}, {"num_layers": 2}, {"bidirectional": True, "batch_first": True}):
        net = cls(3, 4, **kw)
        x = torch.randn(2, 5, 3) if kw.get("batch_first") else torch.randn(5, 2, 3)
        out, h = net(x)
        h = h[0] if isinstance(h, tuple) else h
        out.sum().backward()
        n = sum(p.numel() for p in net.parameters())
        print(f"{cls.__name__:<5}{str(kw):<45}{tuple(out.shape)} {tuple(h.shape)} {n:4d} {sum(p.grad.abs().sum() for p in net.parameters()).item():.3f}")
cell = nn.GRUCell(3, 4)
h = torch.zeros(2, 4)
for t in range(3):
    h = cell(torch.ones(2, 3) * t, h)
print(h)


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.emb, self.lstm, self.out = nn.Embedding(words, 5), nn.LSTM(5, 6), nn.Linear(6, tags)

    def forward(self, s):
        e = self.emb(s)
        o, _ = self.lstm(e.view(len(s), 1, -1))
        return torch.log_softmax(self.out(o.view(len(s), -1)), dim=1)


data = [("the lens shows the tape".split(), ["D", "N", "V", "D", "N"]), ("everybody read that tape".split(), ["N", "V", "D", "N"])]
ix = {}
for s, _ in data:
    for w in s:
        if w not in ix:
            ix[w] = len(ix)
tags = {"D": 0, "N": 1, "V": 2}
model = Tagger(len(ix), 3)
opt = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(20):
    for s, t in data:
        model.zero_grad()
        loss = nn.NLLLoss()(model(torch.tensor([ix[w] for w in s])), torch.tensor([tags[k] for k in t]))
        loss.backward()
        opt.step()
print(f"{loss.item():.4f}", model(torch.tensor([ix[w] for w in data[0][0]])).argmax(1).tolist())
