import torch
from torch import nn
from torch.nn import functional as F


class VAE(nn.Module):
    def __init__(self, d=12, h=10, z=3):
        super().__init__()
        self.fc1 = nn.Linear(d, h)
        self.fc21, self.fc22 = nn.Linear(h, z), nn.Linear(h, z)
        self.fc3, self.fc4 = nn.Linear(z, h), nn.Linear(h, d)

    def encode(self, x):
        h1 = F.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std

    def decode(self, z):
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))

    def forward(self, x):
        mu, logvar = self.encode(x.view(-1, 12))
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


def loss_function(recon_x, x, mu, logvar, beta):
    BCE = F.binary_cross_entropy(recon_x, x, reduction='sum')
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return BCE + beta * KLD, BCE, KLD


torch.manual_seed(4)
data = (torch.rand(20, 12) > 0.6).float()
model = VAE()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(1, 11):
    beta = min(1.0, epoch / 5)
    optimizer.zero_grad()
    recon, mu, logvar = model(data)
    loss, bce, kld = loss_function(recon, data, mu, logvar, beta)
    loss.backward()
    optimizer.step()
    if epoch % 2 == 0:
        print('====> Epoch: {} Average loss: {:.4f} (bce {:.2f}, kld {:.3f}, beta {:.1f})'.format(epoch, loss.item() / len(data), bce.item(), kld.item(), beta))
with torch.no_grad():
    sample = model.decode(torch.randn(2, 3))
    print(sample.shape, bool(((sample >= 0) & (sample <= 1)).all()))
p = torch.distributions.Normal(mu, (0.5 * logvar).exp())
q = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
print(torch.allclose(torch.distributions.kl_divergence(p, q).sum(), kld, rtol=1e-4))
