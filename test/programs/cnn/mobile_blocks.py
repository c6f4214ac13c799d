"""Depthwise separable, inverted residual, squeeze-excite and channel shuffle blocks."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def _make_divisible(v, divisor=4, min_value=None):
    min_value = min_value or divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    return new_v + divisor if new_v < 0.9 * v else new_v


class ConvBNReLU(nn.Sequential):
    def __init__(self, i, o, k=3, stride=1, groups=1):
        super().__init__(nn.Conv2d(i, o, k, stride, (k - 1) // 2, groups=groups, bias=False), nn.BatchNorm2d(o), nn.ReLU6(inplace=True))


class SqueezeExcite(nn.Module):
    def __init__(self, c, r=4):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(c, c // r, 1), nn.Conv2d(c // r, c, 1)

    def forward(self, x):
        s = F.adaptive_avg_pool2d(x, 1)
        return x * F.hardsigmoid(self.fc2(F.relu(self.fc1(s))))


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio):
        super().__init__()
        assert stride in [1, 2]
        hidden = int(round(inp * expand_ratio))
        self.use_res = stride == 1 and inp == oup
        layers = []
        if expand_ratio != 1:
            layers.append(ConvBNReLU(inp, hidden, k=1))
        layers.extend([ConvBNReLU(hidden, hidden, stride=stride, groups=hidden), SqueezeExcite(hidden), nn.Conv2d(hidden, oup, 1, bias=False), nn.BatchNorm2d(oup)])
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.conv(x) if self.use_res else self.conv(x)


def channel_shuffle(x, groups):
    b, c, h, w = x.shape
    return x.view(b, groups, c // groups, h, w).transpose(1, 2).reshape(b, c, h, w)


torch.manual_seed(4)
net = nn.Sequential(ConvBNReLU(3, _make_divisible(7.3)), InvertedResidual(8, 8, 1, 2), InvertedResidual(8, 12, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.0), nn.Linear(12, 4))
print([_make_divisible(v) for v in (3, 10, 13.5, 33)])
x, y = torch.randn(4, 3, 8, 8), torch.arange(4)
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=4e-5)
for i in range(4):
    loss = F.cross_entropy(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, f"{loss.item():.4f}")
print(channel_shuffle(torch.arange(6.0).view(1, 6, 1, 1), 2).flatten())
macs = 0


def count(m, inp, out):
    global macs
    macs += m.weight.numel() * out.shape[-1] * out.shape[-2]


for m in net.modules():
    if isinstance(m, nn.Conv2d):
        m.register_forward_hook(count)
net.eval()
with torch.no_grad():
    net(x[:1])
print(f"{macs:,} multiply-adds; {sum(p.numel() for p in net.parameters()):,} parameters")
dw = nn.Conv2d(4, 4, 3, padding=1, groups=4)
pw = nn.Conv2d(4, 8, 1)
print(sum(p.numel() for m in (dw, pw) for p in m.parameters()), nn.Conv2d(4, 8, 3, dilation=2)(torch.zeros(1, 4, 9, 9)).shape)
