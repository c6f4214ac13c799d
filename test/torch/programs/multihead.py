import torch
import torch.nn as nn

torch.manual_seed(0)
mha = nn.MultiheadAttention(8, 2, batch_first=True)
print(mha)
x = torch.randn(2, 3, 8)
out, weights = mha(x, x, x)
print(out.shape, weights.shape)
print(out[0].detach())
print(weights.detach())
mask = torch.triu(torch.ones(3, 3, dtype=torch.bool), diagonal=1)
out, weights = mha(x, x, x, attn_mask=mask)
print(weights[0].detach())
