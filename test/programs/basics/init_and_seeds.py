import math
import torch
import torch.nn as nn

torch.manual_seed(0)
w = torch.empty(4, 6)
for name, fill in [("uniform", lambda t: nn.init.uniform_(t, -1, 1)), ("normal", lambda t: nn.init.normal_(t, 0, 0.5)), ("xavier_u", nn.init.xavier_uniform_), ("xavier_n", lambda t: nn.init.xavier_normal_(t, gain=nn.init.calculate_gain("relu"))), ("kaiming_u", lambda t: nn.init.kaiming_uniform_(t, a=math.sqrt(5))), ("kaiming_n", lambda t: nn.init.kaiming_normal_(t, mode="fan_out")), ("eye", nn.init.eye_), ("trunc", lambda t: nn.init.trunc_normal_(t, std=0.02)), ("const", lambda t: nn.init.constant_(t, 0.3))]:
    fill(w)
    print(f"{name:<10} mean {w.mean().item():+.5f} std {w.std().item():.5f} first {w[0, 0].item():+.5f}")
lin, conv, emb, rnn = nn.Linear(3, 2), nn.Conv2d(2, 3, 3), nn.Embedding(4, 2), nn.LSTM(2, 3)
print(lin.weight, lin.bias, emb.weight, sep="\n")
print(f"{conv.weight.abs().max().item():.4f} {conv.bias.sum().item():.4f} {rnn.weight_hh_l0.mean().item():.4f}")
g = torch.Generator().manual_seed(7)
print(torch.rand(2, generator=g), torch.randn(2, generator=g), torch.randint(0, 10, (4,), generator=g), torch.randperm(5, generator=g))
torch.manual_seed(3)
print(torch.rand(3), torch.randn(2, 2), torch.normal(0.0, 1.0, (2,)), torch.bernoulli(torch.full((4,), 0.5)), torch.multinomial(torch.tensor([0.1, 0.2, 0.7]), 2))
x = torch.empty(3).uniform_(2, 4), torch.empty(2).normal_(1, 0.1), torch.empty(2).exponential_(1.0)
print(*x)
