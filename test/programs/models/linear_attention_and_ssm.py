import torch
import torch.nn as nn
import torch.nn.functional as F


def linear_attention(q, k, v, eps=1e-6):
    q, k = F.elu(q) + 1, F.elu(k) + 1
    kv = torch.einsum("btd,bte->btde", k, v).cumsum(1)
    z = 1 / (torch.einsum("btd,btd->bt", q, k.cumsum(1)) + eps)
    return torch.einsum("btd,btde,bt->bte", q, kv, z)


class SSM(nn.Module):
    """Diagonal state space: h' = a h + b x, y = c h, with input-dependent step."""

    def __init__(self, d, n=4):
        super().__init__()
        self.log_a = nn.Parameter(torch.log(torch.arange(1, n + 1).float()).repeat(d, 1))
        self.b, self.c, self.dt = nn.Linear(d, n), nn.Linear(d, n), nn.Linear(d, d)

    def forward(self, x):
        B, T, D = x.shape
        dt = F.softplus(self.dt(x))
        decay = torch.exp(-dt.unsqueeze(-1) * self.log_a.exp())
        inp = (dt * x).unsqueeze(-1) * self.b(x).unsqueeze(2)
        h, ys = torch.zeros(B, D, self.log_a.size(1)), []
        for t in range(T):
            h = decay[:, t] * h + inp[:, t]
            ys.append((h * self.c(x)[:, t].unsqueeze(1)).sum(-1))
        return torch.stack(ys, 1)


def alibi(heads, T):
    slopes = torch.tensor([2 ** (-8 * (i + 1) / heads) for i in range(heads)])
    return slopes[:, None, None] * (torch.arange(T)[None, :] - torch.arange(T)[:, None])


torch.manual_seed(0)
x = torch.randn(2, 6, 4)
y = linear_attention(x, x, x)
print(y.shape, torch.allclose(y[:, 0], x[:, 0], atol=1e-4))
net = SSM(4)
opt = torch.optim.Adam(net.parameters(), lr=0.02)
target = x.cumsum(1) / torch.arange(1, 7).view(1, -1, 1)
for i in range(5):
    loss = F.mse_loss(net(x), target)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, f"{loss.item():.4f}")
print(alibi(2, 3))
window = (torch.arange(6)[:, None] - torch.arange(6)[None]).abs() <= 1
print(F.scaled_dot_product_attention(x, x, x, attn_mask=window).shape, window.sum().item())
conv = nn.Conv1d(4, 4, 3, groups=4, padding=2)
print(conv(x.transpose(1, 2))[..., :6].shape)
