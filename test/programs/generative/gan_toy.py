import torch
import torch.nn as nn

torch.manual_seed(0)
latent, n_data = 4, 2


def block(i, o, norm=True):
    layers = [nn.Linear(i, o, bias=not norm)]
    if norm:
        layers.append(nn.BatchNorm1d(o, 0.8))
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    return layers


G = nn.Sequential(*block(latent, 16, norm=False), *block(16, 16), nn.Linear(16, n_data))
D = nn.Sequential(nn.Linear(n_data, 16), nn.LeakyReLU(0.2), nn.Dropout(0.0), nn.Linear(16, 1), nn.Sigmoid())
criterion = nn.BCELoss()
opt_g = torch.optim.SGD(G.parameters(), lr=2e-2, momentum=0.5)
opt_d = torch.optim.Adam(D.parameters(), lr=2e-3, betas=(0.5, 0.999))


def real_batch(n):
    theta = 2 * torch.pi * torch.rand(n)
    return torch.stack([theta.cos(), theta.sin()], dim=1) + 0.02 * torch.randn(n, 2)


for step in range(1, 13):
    real = real_batch(16)
    ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)
    fake = G(torch.randn(16, latent))
    d_loss = criterion(D(real), ones) + criterion(D(fake.detach()), zeros)
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = criterion(D(fake), ones)
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    if step % 4 == 0:
        print("[step %d] [D loss: %.4f] [G loss: %.4f]" % (step, d_loss.item(), g_loss.item()))
G.eval()
with torch.no_grad():
    samples = G(torch.randn(5, latent))
print(samples.shape, G[2].weight.shape, [type(m).__name__ for m in G])
