import torch, torch.nn as nn, torch.nn.functional as F, math
torch.manual_seed(1337)
class Head(nn.Module):
    def __init__(self, n_embd, head_size, block_size, dropout=0.0):
        super().__init__()
        self.key = nn.Linear(n_embd, head_size, bias=False)
        self.query = nn.Linear(n_embd, head_size, bias=False)
        self.value = nn.Linear(n_embd, head_size, bias=False)
        self.register_buffer('tril', torch.tril(torch.ones(block_size, block_size)))
        self.dropout = nn.Dropout(dropout)
    def forward(self, x):
        B,T,C = x.shape
        k = self.key(x); q = self.query(x)
        wei = q @ k.transpose(-2,-1) * C**-0.5
        wei = wei.masked_fill(self.tril[:T, :T] == 0, float('-inf'))
        wei = F.softmax(wei, dim=-1)
        wei = self.dropout(wei)
        return wei @ self.value(x)
class Multi(nn.Module):
    def __init__(self, n, size, e, bs):
        super().__init__()
        self.heads = nn.ModuleList([Head(e, size, bs, 0.1) for _ in range(n)])
        self.proj = nn.Linear(e, e)
    def forward(self, x):
        return self.proj(torch.cat([h(x) for h in self.heads], dim=-1))
class Block(nn.Module):
    def __init__(self, e, h, bs):
        super().__init__()
        self.sa = Multi(h, e // h, e, bs)
        self.ffwd = nn.Sequential(nn.Linear(e, 4*e), nn.ReLU(), nn.Linear(4*e, e), nn.Dropout(0.1))
        self.ln1 = nn.LayerNorm(e); self.ln2 = nn.LayerNorm(e)
    def forward(self, x):
        x = x + self.sa(self.ln1(x))
        return x + self.ffwd(self.ln2(x))
class GPT(nn.Module):
    def __init__(self, vocab, e=16, h=2, bs=8, layers=2):
        super().__init__()
        self.bs = bs
        self.tok = nn.Embedding(vocab, e); self.pos = nn.Embedding(bs, e)
        self.blocks = nn.Sequential(*[Block(e, h, bs) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(e); self.lm_head = nn.Linear(e, vocab)
        self.apply(self._init)
    def _init(self, m):
        if isinstance(m, nn.Linear):
            torch.nn.init.normal_(m.weight, mean=0.0, std=0.02)
            if m.bias is not None: torch.nn.init.zeros_(m.bias)
        elif isinstance(m, nn.Embedding):
            torch.nn.init.normal_(m.weight, mean=0.0, std=0.02)
    def forward(self, idx, targets=None):
        B, T = idx.shape
        x = self.tok(idx) + self.pos(torch.arange(T, device=idx.device))
        logits = self.lm_head(self.ln_f(self.blocks(x)))
        if targets is None: return logits, None
        B, T, C = logits.shape
        return logits, F.cross_entropy(logits.view(B*T, C), targets.view(B*T))
    @torch.no_grad()
    def generate(self, idx, n):
        for _ in range(n):
            logits, _ = self(idx[:, -self.bs:])
            probs = F.softmax(logits[:, -1, :], dim=-1)
            idx = torch.cat((idx, torch.multinomial(probs, num_samples=1)), dim=1)
        return idx
text = "hello world, this is a tiny text for a tiny model"
chars = sorted(set(text)); stoi = {c: i for i, c in enumerate(chars)}; itos = {i: c for c, i in stoi.items()}
data = torch.tensor([stoi[c] for c in text], dtype=torch.long)
m = GPT(len(chars))
print(sum(p.numel() for p in m.parameters()))
opt = torch.optim.AdamW(m.parameters(), lr=1e-3)
for step in range(5):
    ix = torch.randint(len(data) - 8, (4,))
    xb = torch.stack([data[i:i+8] for i in ix]); yb = torch.stack([data[i+1:i+9] for i in ix])
    logits, loss = m(xb, yb)
    opt.zero_grad(set_to_none=True); loss.backward(); opt.step()
    print(step, f"{loss.item():.3f}")
m.eval()
print(''.join(itos[i] for i in m.generate(torch.zeros((1, 1), dtype=torch.long), 10)[0].tolist()))
print(m)
