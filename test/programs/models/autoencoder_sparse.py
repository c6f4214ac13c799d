import torch
from torch import nn


class AutoEncoder(nn.Module):
    def __init__(self, d, code, tied=False):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(d, 8), nn.Tanh(), nn.Linear(8, code))
        self.decoder = nn.Sequential(nn.Linear(code, 8), nn.Tanh(), nn.Linear(8, d), nn.Sigmoid())

    def forward(self, x):
        z = self.encoder(x)
        return self.decoder(z), z


class TiedAE(nn.Module):
    def __init__(self, d, k):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(k, d) * 0.1)
        self.b1, self.b2 = nn.Parameter(torch.zeros(k)), nn.Parameter(torch.zeros(d))

    def forward(self, x):
        z = torch.sigmoid(nn.functional.linear(x, self.weight, self.b1))
        return nn.functional.linear(z, self.weight.t(), self.b2), z


def kl_sparsity(z, rho=0.1):
    rho_hat = z.mean(0).clamp(1e-4, 1 - 1e-4)
    return (rho * torch.log(rho / rho_hat) + (1 - rho) * torch.log((1 - rho) / (1 - rho_hat))).sum()


torch.manual_seed(12)
data = (torch.rand(32, 6) > 0.5).float()
data[:, 3:] = data[:, :3]
ae = AutoEncoder(6, 3)
opt = torch.optim.Adam(ae.parameters(), lr=2e-2)
for epoch in range(20):
    noisy = (data + 0.1 * torch.randn_like(data)).clamp(0, 1)
    out, z = ae(noisy)
    loss = nn.functional.binary_cross_entropy(out, data)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if epoch % 5 == 4:
        print(f"epoch [{epoch + 1}/20], loss:{loss.item():.4f}")
tied = TiedAE(6, 4)
opt = torch.optim.NAdam(tied.parameters(), lr=2e-2)
for epoch in range(10):
    out, z = tied(data)
    loss = (out - data).pow(2).mean() + 0.05 * kl_sparsity(z)
    opt.zero_grad()
    loss.backward()
    opt.step()
print(f"tied {loss.item():.4f}", z.shape)
jac = torch.autograd.functional.jacobian(lambda x: ae.encoder(x), data[0])
print(jac.shape, f"{(jac ** 2).sum().item():.4f}")
U, S, Vh = svd = torch.linalg.svd(data - data.mean(0), full_matrices=False)
print((S > 1e-4).sum().item(), torch.allclose(U @ torch.diag(S) @ Vh, data - data.mean(0), atol=1e-5))
del U, Vh, svd, S
