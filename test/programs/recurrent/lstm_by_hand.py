"""LSTM from its gates, beside the library's cell."""
import torch
from torch import nn


class LSTMScratch(nn.Module):
    def __init__(self, num_inputs, num_hiddens, sigma=0.1):
        super().__init__()
        init_weight = lambda *shape: nn.Parameter(torch.randn(*shape) * sigma)
        triple = lambda: (init_weight(num_inputs, num_hiddens), init_weight(num_hiddens, num_hiddens), nn.Parameter(torch.zeros(num_hiddens)))
        self.W_xi, self.W_hi, self.b_i = triple()
        self.W_xf, self.W_hf, self.b_f = triple()
        self.W_xo, self.W_ho, self.b_o = triple()
        self.W_xc, self.W_hc, self.b_c = triple()
        self.num_hiddens = num_hiddens

    def forward(self, inputs, H_C=None):
        if H_C is None:
            H = torch.zeros((inputs.shape[1], self.num_hiddens))
            C = torch.zeros((inputs.shape[1], self.num_hiddens))
        else:
            H, C = H_C
        outputs = []
        for X in inputs:
            I = torch.sigmoid(torch.matmul(X, self.W_xi) + torch.matmul(H, self.W_hi) + self.b_i)
            F = torch.sigmoid(torch.matmul(X, self.W_xf) + torch.matmul(H, self.W_hf) + self.b_f)
            O = torch.sigmoid(torch.matmul(X, self.W_xo) + torch.matmul(H, self.W_ho) + self.b_o)
            C_tilde = torch.tanh(torch.matmul(X, self.W_xc) + torch.matmul(H, self.W_hc) + self.b_c)
            C = F * C + I * C_tilde
            H = O * torch.tanh(C)
            outputs.append(H)
        return outputs, (H, C)


torch.manual_seed(0)
mine = LSTMScratch(3, 4)
lib = nn.LSTM(3, 4)
with torch.no_grad():
    order = [(mine.W_xi, mine.W_hi, mine.b_i), (mine.W_xf, mine.W_hf, mine.b_f), (mine.W_xc, mine.W_hc, mine.b_c), (mine.W_xo, mine.W_ho, mine.b_o)]
    lib.weight_ih_l0.copy_(torch.cat([x.T for x, _, _ in order]))
    lib.weight_hh_l0.copy_(torch.cat([h.T for _, h, _ in order]))
    lib.bias_ih_l0.zero_()
    lib.bias_hh_l0.zero_()
x = torch.randn(5, 2, 3)
out, (H, C) = mine(x)
ref, (h, c) = lib(x)
print(torch.allclose(torch.stack(out), ref, atol=1e-6), torch.allclose(C, c[0], atol=1e-6))
torch.stack(out).sum().backward()
ref.sum().backward()
print(torch.allclose(lib.weight_ih_l0.grad[:4], mine.W_xi.grad.T, atol=1e-5))
print(mine.W_hc.grad)

cell = nn.LSTMCell(3, 4)
hx, cx = torch.zeros(2, 4), torch.zeros(2, 4)
for t in range(3):
    hx, cx = cell(x[t], (hx, cx))
print(hx.shape, [n for n, _ in cell.named_parameters()])
gru = nn.GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True)
o, hn = gru(x.transpose(0, 1))
print(o.shape, hn.shape, f"{o.std().item():.4f}")


def clip_gradients(params, theta):
    norm = torch.sqrt(sum(torch.sum(p.grad ** 2) for p in params))
    if norm > theta:
        for p in params:
            p.grad[:] *= theta / norm
    return norm


print(f"{clip_gradients(list(mine.parameters()), 1.0):.4f}", f"{torch.sqrt(sum(torch.sum(p.grad ** 2) for p in mine.parameters())):.4f}")
