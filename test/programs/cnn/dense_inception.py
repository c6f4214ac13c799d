import torch
from torch import nn


def conv_block(i, o):
    return nn.Sequential(nn.BatchNorm2d(i), nn.ReLU(), nn.Conv2d(i, o, kernel_size=3, padding=1))


class DenseBlock(nn.Module):
    def __init__(self, num_convs, i, growth):
        super().__init__()
        self.net = nn.Sequential(*[conv_block(i + k * growth, growth) for k in range(num_convs)])

    def forward(self, X):
        for blk in self.net:
            X = torch.cat((X, blk(X)), dim=1)
        return X


class Inception(nn.Module):
    def __init__(self, c0, c1, c2, c3, c4):
        super().__init__()
        self.b1 = nn.LazyConv2d(c1, kernel_size=1) if False else nn.Conv2d(c0, c1, 1)
        self.b2 = nn.Sequential(nn.Conv2d(c0, c2[0], 1), nn.ReLU(), nn.Conv2d(c2[0], c2[1], 3, padding=1))
        self.b3 = nn.Sequential(nn.Conv2d(c0, c3[0], 1), nn.ReLU(), nn.Conv2d(c3[0], c3[1], 5, padding=2))
        self.b4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(c0, c4, 1))

    def forward(self, x):
        return torch.cat([torch.relu(b(x)) for b in (self.b1, self.b2, self.b3, self.b4)], dim=1)


class SPP(nn.Module):
    """Spatial pyramid pooling."""

    def forward(self, x):
        return torch.cat([nn.functional.adaptive_max_pool2d(x, k).flatten(1) for k in (1, 2, 3)], dim=1)


torch.manual_seed(0)
X = torch.rand(2, 3, 12, 12)
dense = DenseBlock(2, 3, 5)
transition = nn.Sequential(nn.BatchNorm2d(13), nn.ReLU(), nn.Conv2d(13, 6, 1), nn.AvgPool2d(2, 2))
inception = Inception(6, 2, (2, 4), (2, 3), 3)
Y = X
for name, layer in [("dense", dense), ("transition", transition), ("inception", inception), ("spp", SPP())]:
    Y = layer(Y)
    print(f"{name:<12}{tuple(Y.shape)}")
model = nn.Sequential(dense, transition, inception, SPP(), nn.LazyLinear(3))
print(model[-1])
out = model(X)
print(model[-1], model[-1].weight.shape)
loss = nn.CrossEntropyLoss()(out, torch.tensor([0, 2]))
loss.backward()
print(f"{loss.item():.4f}")
for n, p in list(model.named_parameters())[:4]:
    print(n, f"{p.grad.norm().item():.5f}")
