import torch
from torch import nn
import torch.nn.functional as F


class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1), nn.GroupNorm(2, cout), nn.SiLU(),
            nn.Conv2d(cout, cout, 3, padding=1), nn.GroupNorm(2, cout), nn.SiLU())

    def forward(self, x):
        return self.net(x)


class UNet(nn.Module):
    def __init__(self, in_ch=1, out_ch=1, widths=(4, 8)):
        super().__init__()
        self.downs, self.ups, self.merge = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for w in widths:
            self.downs.append(DoubleConv(in_ch, w))
            in_ch = w
        self.bottom = DoubleConv(widths[-1], widths[-1] * 2)
        for w in reversed(widths):
            self.ups.append(nn.ConvTranspose2d(w * 2, w, kernel_size=2, stride=2))
            self.merge.append(DoubleConv(w * 2, w))
        self.head = nn.Conv2d(widths[0], out_ch, kernel_size=1)

    def forward(self, x):
        skips = []
        for down in self.downs:
            x = down(x)
            skips.append(x)
            x = F.max_pool2d(x, 2)
        x = self.bottom(x)
        for up, merge, skip in zip(self.ups, self.merge, skips[::-1]):
            x = up(x)
            if x.shape[2:] != skip.shape[2:]:
                x = F.interpolate(x, size=skip.shape[2:], mode="bilinear", align_corners=False)
            x = merge(torch.cat([skip, x], dim=1))
        return self.head(x)


def dice_loss(logits, target, eps=1.0):
    p = torch.sigmoid(logits)
    num = 2 * (p * target).sum(dim=(1, 2, 3)) + eps
    den = p.sum(dim=(1, 2, 3)) + target.sum(dim=(1, 2, 3)) + eps
    return (1 - num / den).mean()


torch.manual_seed(5)
yy, xx = torch.meshgrid(torch.arange(10), torch.arange(10), indexing="ij")
masks = torch.stack([((yy - cy) ** 2 + (xx - cx) ** 2 < 9).float() for cy, cx in [(3, 3), (6, 5)]]).unsqueeze(1)
images = masks + 0.3 * torch.randn_like(masks)
net = UNet()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for step in range(6):
    logits = net(images)
    loss = F.binary_cross_entropy_with_logits(logits, masks) + dice_loss(logits, masks)
    opt.zero_grad(); loss.backward(); opt.step()
    print(step, round(loss.item(), 4))
pred = (net(images).sigmoid() > 0.5).float()
inter = (pred * masks).sum((1, 2, 3))
union = ((pred + masks) > 0).sum((1, 2, 3))
print("pixels", int(masks.sum()), "union", union.shape, inter.dtype)
