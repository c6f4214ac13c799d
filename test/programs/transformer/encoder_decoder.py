"""Post-norm encoder/decoder with sinusoidal positions and label smoothing, on a copy task."""
import copy
import math
import torch
import torch.nn as nn
from torch.nn.functional import log_softmax


def clones(module, N):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(N)])


def subsequent_mask(size):
    return torch.triu(torch.ones((1, size, size)), diagonal=1).type(torch.uint8) == 0


def attention(query, key, value, mask=None):
    d_k = query.size(-1)
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    p_attn = scores.softmax(dim=-1)
    return torch.matmul(p_attn, value), p_attn


class MultiHeadedAttention(nn.Module):
    def __init__(self, h, d_model):
        super().__init__()
        self.d_k, self.h = d_model // h, h
        self.linears = clones(nn.Linear(d_model, d_model), 4)

    def forward(self, query, key, value, mask=None):
        if mask is not None:
            mask = mask.unsqueeze(1)
        n = query.size(0)
        query, key, value = [lin(x).view(n, -1, self.h, self.d_k).transpose(1, 2) for lin, x in zip(self.linears, (query, key, value))]
        x, self.attn = attention(query, key, value, mask=mask)
        return self.linears[-1](x.transpose(1, 2).contiguous().view(n, -1, self.h * self.d_k))


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=50):
        super().__init__()
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * -(math.log(10000.0) / d_model))
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        return x + self.pe[:, :x.size(1)].requires_grad_(False)


class Layer(nn.Module):
    def __init__(self, d, h, cross):
        super().__init__()
        self.self_attn = MultiHeadedAttention(h, d)
        self.src_attn = MultiHeadedAttention(h, d) if cross else None
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Linear(2 * d, d))
        self.norms = clones(nn.LayerNorm(d), 3 if cross else 2)

    def forward(self, x, mask, memory=None):
        x = self.norms[0](x + self.self_attn(x, x, x, mask))
        if self.src_attn is not None:
            x = self.norms[1](x + self.src_attn(x, memory, memory))
        return self.norms[-1](x + self.ff(x))


class Transformer(nn.Module):
    def __init__(self, vocab, d=16, h=2):
        super().__init__()
        self.embed, self.pos = nn.Embedding(vocab, d), PositionalEncoding(d)
        self.encoder, self.decoder = Layer(d, h, False), Layer(d, h, True)
        self.out = nn.Linear(d, vocab)
        self.d = d
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def encode(self, src):
        return self.encoder(self.pos(self.embed(src) * math.sqrt(self.d)), None)

    def decode(self, memory, tgt):
        return log_softmax(self.out(self.decoder(self.pos(self.embed(tgt) * math.sqrt(self.d)), subsequent_mask(tgt.size(1)), memory)), dim=-1)


class LabelSmoothing(nn.Module):
    def __init__(self, size, smoothing=0.1):
        super().__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.confidence, self.smoothing, self.size = 1.0 - smoothing, smoothing, size

    def forward(self, x, target):
        true_dist = x.data.clone()
        true_dist.fill_(self.smoothing / (self.size - 1))
        true_dist.scatter_(1, target.data.unsqueeze(1), self.confidence)
        return self.criterion(x, true_dist.detach())


def rate(step, model_size, factor, warmup):
    step = max(step, 1)
    return factor * (model_size ** (-0.5) * min(step ** (-0.5), step * warmup ** (-1.5)))


torch.manual_seed(1)
V = 8
model = Transformer(V)
criterion = LabelSmoothing(V)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9, nesterov=True)
scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=lambda s: rate(s, 16, 1.0, 20))
print(subsequent_mask(3))
for step in range(6):
    data = torch.randint(1, V, (8, 6))
    data[:, 0] = 1
    out = model.decode(model.encode(data), data[:, :-1])
    loss = criterion(out.contiguous().view(-1, V), data[:, 1:].contiguous().view(-1)) / data[:, 1:].numel()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(f"{step} loss {loss:.4f} lr {optimizer.param_groups[0]['lr']:.5f}")
with torch.no_grad():
    src = torch.tensor([[1, 2, 3, 4]])
    memory, ys = model.encode(src), torch.ones(1, 1).type_as(src)
    for _ in range(3):
        ys = torch.cat([ys, model.decode(memory, ys)[:, -1].max(dim=1)[1].unsqueeze(1)], dim=1)
print(ys.shape, model.encoder.self_attn.attn.shape)
