import math
import torch
import torch.nn as nn
import torch.nn.functional as F

T = 20
betas = torch.linspace(1e-4, 0.2, T)
alphas = 1.0 - betas
alphas_cumprod = torch.cumprod(alphas, dim=0)
alphas_cumprod_prev = F.pad(alphas_cumprod[:-1], (1, 0), value=1.0)
sqrt_ac = torch.sqrt(alphas_cumprod)
sqrt_1mac = torch.sqrt(1.0 - alphas_cumprod)
posterior_variance = betas * (1.0 - alphas_cumprod_prev) / (1.0 - alphas_cumprod)
print(alphas_cumprod[[0, 9, -1]], posterior_variance[:3])


def extract(a, t, x_shape):
    out = a.gather(-1, t)
    return out.reshape(t.shape[0], *((1,) * (len(x_shape) - 1)))


class SinusoidalPositionEmbeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, time):
        half_dim = self.dim // 2
        embeddings = math.log(10000) / (half_dim - 1)
        embeddings = torch.exp(torch.arange(half_dim, device=time.device) * -embeddings)
        embeddings = time[:, None] * embeddings[None, :]
        return torch.cat((embeddings.sin(), embeddings.cos()), dim=-1)


class Denoiser(nn.Module):
    def __init__(self, dim=2, hidden=24):
        super().__init__()
        self.time = nn.Sequential(SinusoidalPositionEmbeddings(8), nn.Linear(8, hidden), nn.GELU())
        self.inp, self.out = nn.Linear(dim, hidden), nn.Linear(hidden, dim)

    def forward(self, x, t):
        return self.out(F.silu(self.inp(x) + self.time(t)))


def p_losses(model, x0, t, noise):
    xt = extract(sqrt_ac, t, x0.shape) * x0 + extract(sqrt_1mac, t, x0.shape) * noise
    return F.smooth_l1_loss(noise, model(xt, t))


torch.manual_seed(0)
x0 = torch.randn(32, 2) * 0.1 + torch.tensor([1.0, -1.0])
model = Denoiser()
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
ema = {k: v.clone() for k, v in model.state_dict().items()}
for step in range(10):
    t = torch.randint(0, T, (32,)).long()
    loss = p_losses(model, x0, t, torch.randn_like(x0))
    opt.zero_grad(); loss.backward(); opt.step()
    for k, v in model.state_dict().items():
        ema[k].mul_(0.9).add_(v, alpha=0.1)
    if step % 3 == 0:
        print(step, "Loss: %.5f" % loss.item())


@torch.no_grad()
def p_sample_loop(model, shape):
    x = torch.randn(shape)
    for i in reversed(range(T)):
        t = torch.full((shape[0],), i, dtype=torch.long)
        mean = torch.sqrt(1.0 / extract(alphas, t, x.shape)) * (x - extract(betas, t, x.shape) * model(x, t) / extract(sqrt_1mac, t, x.shape))
        x = mean if i == 0 else mean + torch.sqrt(extract(posterior_variance, t, x.shape)) * torch.randn_like(x)
    return x


model.load_state_dict(ema)
x = p_sample_loop(model, (4, 2))
print(x.shape, torch.isfinite(x).all().item())
