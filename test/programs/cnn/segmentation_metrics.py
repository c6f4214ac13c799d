import torch
import torch.nn as nn
import torch.nn.functional as F


class FCN(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.enc1 = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, stride=2, padding=1), nn.ReLU())
        self.enc2 = nn.Sequential(nn.Conv2d(4, 8, 3, stride=2, padding=1), nn.ReLU())
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.dec = nn.Conv2d(8 + 4, classes, 3, padding=1)

    def forward(self, x):
        a = self.enc1(x)
        b = self.enc2(a)
        y = self.dec(torch.cat([self.up(b), a], 1))
        return F.interpolate(y, scale_factor=2, mode="bilinear", align_corners=True)


def confusion_matrix(pred, target, n):
    k = (target >= 0) & (target < n)
    return torch.bincount(n * target[k].long() + pred[k], minlength=n * n).reshape(n, n)


def focal_loss(logits, target, gamma=2.0):
    logp = F.log_softmax(logits, 1)
    ce = F.nll_loss(logp, target, reduction="none")
    pt = logp.gather(1, target.unsqueeze(1)).squeeze(1).exp()
    return ((1 - pt) ** gamma * ce).mean()


torch.manual_seed(2)
masks = torch.zeros(3, 8, 8, dtype=torch.long)
masks[0, 2:6, 2:6] = 1
masks[1, :4] = 2
masks[2, 5:, 5:] = 1
imgs = masks.float().unsqueeze(1) / 2 + 0.1 * torch.randn(3, 1, 8, 8)
net = FCN(3)
weights = 1.0 / (torch.bincount(masks.flatten(), minlength=3).float() / masks.numel() + 0.1)
print("class weights", weights)
opt = torch.optim.Adam(net.parameters(), lr=2e-2)
for i in range(15):
    logits = net(imgs)
    loss = F.cross_entropy(logits, masks, weight=weights) + 0.5 * focal_loss(logits, masks)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if i % 5 == 4:
        print(i + 1, f"{loss.item():.4f}")
pred = net(imgs).argmax(1)
cm = confusion_matrix(pred.flatten(), masks.flatten(), 3)
iou = cm.diag() / (cm.sum(0) + cm.sum(1) - cm.diag()).clamp(min=1)
print(cm.sum().item(), cm.shape, iou.shape, ((iou >= 0) & (iou <= 1)).all())
print(F.one_hot(pred[0, 0], 3).permute(1, 0).shape, imgs.mean((2, 3)).squeeze().shape)
