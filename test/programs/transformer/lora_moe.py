import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, rank: int, alpha: float):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad_(False)
        self.A = nn.Parameter(torch.empty(rank, base.in_features))
        self.B = nn.Parameter(torch.zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + (x @ self.A.T @ self.B.T) * self.scale

    @torch.no_grad()
    def merge(self):
        self.base.weight += self.scale * self.B @ self.A
        return self.base


def replace(module, rank=2, alpha=4):
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, LoRALinear(child, rank, alpha))
        else:
            replace(child, rank, alpha)


class MoE(nn.Module):
    """Top-k routed experts with a load-balancing loss."""

    def __init__(self, dim, n_experts=4, k=2):
        super().__init__()
        self.gate = nn.Linear(dim, n_experts, bias=False)
        self.experts = nn.ModuleList([nn.Sequential(nn.Linear(dim, 2 * dim), nn.ReLU(), nn.Linear(2 * dim, dim)) for _ in range(n_experts)])
        self.k = k

    def forward(self, x):
        probs = F.softmax(self.gate(x), dim=-1)
        top, idx = probs.topk(self.k, dim=-1)
        top = top / top.sum(dim=-1, keepdim=True)
        out = torch.zeros_like(x)
        for e, expert in enumerate(self.experts):
            token, slot = torch.where(idx == e)
            if token.numel() == 0:
                continue
            out.index_add_(0, token, top[token, slot, None] * expert(x[token]))
        load = F.one_hot(idx[:, 0], len(self.experts)).float().mean(0)
        self.aux = len(self.experts) * (load * probs.mean(0)).sum()
        return out


torch.manual_seed(0)
net = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 2))
x, y = torch.randn(20, 6), torch.randint(0, 2, (20,))
before = net(x)
replace(net)
trainable = [n for n, p in net.named_parameters() if p.requires_grad]
print(trainable, torch.equal(before, net(x)))
opt = torch.optim.Adam(filter(lambda p: p.requires_grad, net.parameters()), lr=0.05)
for i in range(10):
    loss = F.cross_entropy(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"loss {loss.item():.4f}", net[0].base.weight.grad)
tuned = net(x)
merged = nn.Sequential(net[0].merge(), net[1], net[2].merge())
print(torch.allclose(merged(x), tuned, atol=1e-5))

moe = MoE(6)
opt = torch.optim.SGD(moe.parameters(), lr=0.1)
for i in range(4):
    loss = F.mse_loss(moe(x), x.flip(-1)) + 0.01 * moe.aux
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"{i}: {loss.item():.4f} aux {moe.aux.item():.4f}")
print([e[0].weight.grad is not None for e in moe.experts])
