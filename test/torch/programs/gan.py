import torch, torch.nn as nn
torch.manual_seed(0)
class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        def block(i, o, norm=True):
            layers = [nn.Linear(i, o)]
            if norm: layers.append(nn.BatchNorm1d(o, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers
        self.model = nn.Sequential(*block(4, 8, norm=False), *block(8, 16), nn.Linear(16, 3), nn.Tanh())
    def forward(self, z): return self.model(z)
class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(nn.Linear(3, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Sigmoid())
    def forward(self, x): return self.model(x)
def weights_init(m):
    classname = m.__class__.__name__
    if classname.find('Linear') != -1:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
        nn.init.constant_(m.bias.data, 0)
G, D = Generator(), Discriminator()
G.apply(weights_init)
print(G)
loss = nn.BCELoss()
oG = torch.optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999)); oD = torch.optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
for i in range(3):
    real = torch.randn(8, 3)
    valid = torch.ones(8, 1); fake = torch.zeros(8, 1)
    oG.zero_grad()
    z = torch.randn(8, 4)
    gen = G(z)
    g_loss = loss(D(gen), valid); g_loss.backward(); oG.step()
    oD.zero_grad()
    d_loss = (loss(D(real), valid) + loss(D(gen.detach()), fake)) / 2
    d_loss.backward(); oD.step()
    print("[%d] D %.4f G %.4f" % (i, d_loss.item(), g_loss.item()))
acts = {}
def hook(name):
    def fn(module, inp, out): acts[name] = out.detach()
    return fn
h = D.model[0].register_forward_hook(hook('l0'))
D(torch.ones(1, 3)); print(acts['l0'].shape, acts.keys()); h.remove()
print([type(m).__name__ for m in D.modules()], [n for n, _ in G.named_children()], sum(p.numel() for p in G.parameters() if p.requires_grad))
sd = D.state_dict(); print({k: tuple(v.shape) for k, v in sd.items()})
import copy
D2 = copy.deepcopy(D); print(torch.equal(D2.model[0].weight, D.model[0].weight), D2.model[0].weight is D.model[0].weight)
x = torch.randn(2, 3, requires_grad=True); y = D(x).sum(); gx = torch.autograd.grad(y, x, create_graph=True)[0]; ((gx.norm(2, dim=1) - 1) ** 2).mean().backward(); print(D.model[0].weight.grad.shape)
