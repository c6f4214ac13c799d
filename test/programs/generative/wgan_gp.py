import torch
from torch import nn, autograd

torch.manual_seed(1)


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(3, 12), nn.SiLU(), nn.Linear(12, 12), nn.SiLU(), nn.Linear(12, 1))

    def forward(self, x):
        return self.main(x).view(-1)


def gradient_penalty(critic, real, fake, lambda_gp=10.0):
    alpha = torch.rand(real.size(0), 1).expand_as(real)
    interpolates = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    d_interpolates = critic(interpolates)
    gradients = autograd.grad(outputs=d_interpolates, inputs=interpolates,
                              grad_outputs=torch.ones(d_interpolates.size()),
                              create_graph=True, retain_graph=True, only_inputs=True)[0]
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean() * lambda_gp


critic = Critic()
generator = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 3))
opt_c = torch.optim.RMSprop(critic.parameters(), lr=1e-3)
opt_g = torch.optim.RMSprop(generator.parameters(), lr=1e-3)
one = torch.tensor(1.0)
mone = one * -1
for it in range(4):
    for p in critic.parameters():
        p.requires_grad = True
    for _ in range(2):
        critic.zero_grad()
        real = torch.randn(8, 3) * 0.5 + torch.tensor([1.0, 0.0, -1.0])
        d_real = critic(real).mean()
        d_real.backward(mone)
        fake = generator(torch.randn(8, 2)).data
        d_fake = critic(fake).mean()
        d_fake.backward(one)
        gp = gradient_penalty(critic, real.data, fake)
        gp.backward()
        opt_c.step()
    for p in critic.parameters():
        p.requires_grad = False
    generator.zero_grad()
    g = critic(generator(torch.randn(8, 2))).mean()
    g.backward(mone)
    opt_g.step()
    print(f"iter {it}: W={(d_real - d_fake).item():+.5f} gp={gp.item():.5f} g={-g.item():+.5f}")
print(next(critic.parameters()).grad.abs().mean())
