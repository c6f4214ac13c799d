"""A decoder block in the newer style: rotary embeddings, RMSNorm, grouped queries, SwiGLU, a key-value cache."""
from dataclasses import dataclass
from typing import Optional, Tuple
import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class ModelArgs:
    dim: int = 16
    n_heads: int = 4
    n_kv_heads: Optional[int] = 2
    norm_eps: float = 1e-5
    max_seq: int = 12


class RMSNorm(torch.nn.Module):
    def __init__(self, dim: int, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def _norm(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)

    def forward(self, x):
        return self._norm(x.float()).type_as(x) * self.weight


def rotary_tables(dim: int, end: int, theta: float = 10000.0):
    freqs = 1.0 / (theta ** (torch.arange(0, dim, 2).float() / dim))
    angles = torch.outer(torch.arange(end).float(), freqs)
    return angles.cos(), angles.sin()


def rotate(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    a, b = x[..., ::2], x[..., 1::2]
    cos, sin = cos[None, :, None, :], sin[None, :, None, :]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), dim=-1).flatten(-2)


class Attention(nn.Module):
    def __init__(self, args: ModelArgs):
        super().__init__()
        self.n_kv = args.n_kv_heads or args.n_heads
        self.n_heads, self.hd = args.n_heads, args.dim // args.n_heads
        self.n_rep = self.n_heads // self.n_kv
        self.wq = nn.Linear(args.dim, self.n_heads * self.hd, bias=False)
        self.wk, self.wv = (nn.Linear(args.dim, self.n_kv * self.hd, bias=False) for _ in range(2))
        self.wo = nn.Linear(self.n_heads * self.hd, args.dim, bias=False)
        self.register_buffer("cache_k", torch.zeros(1, args.max_seq, self.n_kv, self.hd), persistent=False)
        self.register_buffer("cache_v", torch.zeros(1, args.max_seq, self.n_kv, self.hd), persistent=False)

    def forward(self, x, start, tables, mask, cached=False):
        b, t, _ = x.shape
        q = rotate(self.wq(x).view(b, t, self.n_heads, self.hd), *tables)
        k = rotate(self.wk(x).view(b, t, self.n_kv, self.hd), *tables)
        v = self.wv(x).view(b, t, self.n_kv, self.hd)
        if cached:
            self.cache_k[:b, start:start + t] = k
            self.cache_v[:b, start:start + t] = v
            k, v = self.cache_k[:b, :start + t], self.cache_v[:b, :start + t]
        k, v = k.repeat_interleave(self.n_rep, dim=2), v.repeat_interleave(self.n_rep, dim=2)
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        scores = q @ k.transpose(2, 3) / self.hd ** 0.5
        if mask is not None:
            scores = scores + mask
        out = F.softmax(scores.float(), dim=-1).type_as(q) @ v
        return self.wo(out.transpose(1, 2).contiguous().view(b, t, -1))


class FeedForward(nn.Module):
    def __init__(self, dim, hidden, multiple_of=4):
        super().__init__()
        hidden = multiple_of * ((int(2 * hidden / 3) + multiple_of - 1) // multiple_of)
        self.w1, self.w2, self.w3 = nn.Linear(dim, hidden, bias=False), nn.Linear(hidden, dim, bias=False), nn.Linear(dim, hidden, bias=False)

    def forward(self, x):
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class Block(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.attention, self.feed_forward = Attention(args), FeedForward(args.dim, 4 * args.dim)
        self.attention_norm, self.ffn_norm = RMSNorm(args.dim, args.norm_eps), RMSNorm(args.dim, args.norm_eps)

    def forward(self, x, *rest, **kw):
        h = x + self.attention(self.attention_norm(x), *rest, **kw)
        return h + self.feed_forward(self.ffn_norm(h))


torch.manual_seed(3)
args = ModelArgs()
block = Block(args)
print({n: tuple(p.shape) for n, p in block.named_parameters()})
cos, sin = rotary_tables(args.dim // args.n_heads, args.max_seq)
x = torch.randn(1, 6, args.dim, requires_grad=True)
mask = torch.triu(torch.full((6, 6), float("-inf")), diagonal=1)
full = block(x, 0, (cos[:6], sin[:6]), mask)
with torch.no_grad():
    pieces = [block(x[:, i:i + 1], i, (cos[i:i + 1], sin[i:i + 1]), None, cached=True) for i in range(6)]
print("cache agrees:", torch.allclose(torch.cat(pieces, 1), full, atol=1e-5))
full.square().mean().backward()
print(f"{x.grad.norm():.4f} {block.attention.wq.weight.grad.norm():.4f} {block.feed_forward.w2.weight.grad.abs().sum():.4f}")
q = torch.randn(1, 2, 1, 4)
r = rotate(q, cos[:2], sin[:2])
print(torch.allclose(q.norm(dim=-1), r.norm(dim=-1)), "cache_k" in block.state_dict())
