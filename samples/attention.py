# One attention block: softmax(Q Kᵀ / √d) V, a residual connection, a layer norm.
import math

import torch
import torch.nn.functional as F

torch.manual_seed(3)

tokens, width = 4, 8
x = torch.randn(tokens, width)

W_q = (torch.randn(width, width) / math.sqrt(width)).requires_grad_()
W_k = (torch.randn(width, width) / math.sqrt(width)).requires_grad_()
W_v = (torch.randn(width, width) / math.sqrt(width)).requires_grad_()

Q = x @ W_q
K = x @ W_k
V = x @ W_v

scores = Q @ K.transpose(-2, -1) / math.sqrt(width)
mask = torch.tril(torch.ones(tokens, tokens)) == 0
weights = F.softmax(scores.masked_fill(mask, float("-inf")), dim=-1)
attended = weights @ V

out = F.layer_norm(x + attended, (width,))
L = (out ** 3).mean()
L.backward()

print(weights)
print(W_q.grad.norm(), W_k.grad.norm(), W_v.grad.norm())
