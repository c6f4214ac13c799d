import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 6, 3), nn.ReLU())
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(6, 3)
        self.gradients = None

    def activations_hook(self, grad):
        self.gradients = grad

    def forward(self, x):
        x = self.features(x)
        if x.requires_grad:
            x.register_hook(self.activations_hook)
        x = self.pool(x).flatten(1)
        return self.classifier(x)


torch.manual_seed(21)
net = Net().eval()
img = torch.zeros(1, 1, 9, 9)
img[..., 2:5, 3:6] = 1.0
img += 0.05 * torch.randn(1, 1, 9, 9)

# vanilla saliency
img.requires_grad_()
scores = net(img)
score, cls = scores.max(1)
score.backward()
saliency = img.grad.data.abs().max(dim=1)[0]
print("class", cls.item(), "scores", scores.detach().numpy().round(4))
print("peak at", divmod(saliency.view(-1).argmax().item(), 9))

# Grad-CAM
net.zero_grad()
pred = net(img.detach())
pred[:, pred.argmax(dim=1)].backward()
pooled = torch.mean(net.gradients, dim=[0, 2, 3])
activations = net.features(img.detach()).detach()
for i in range(activations.shape[1]):
    activations[:, i, :, :] *= pooled[i]
heatmap = F.relu(torch.mean(activations, dim=1).squeeze())
heatmap /= torch.max(heatmap) + 1e-12
print(heatmap.shape, f"{heatmap.mean().item():.4f}")
up = F.interpolate(heatmap[None, None], size=(9, 9), mode="bilinear", align_corners=False)
print(up.shape)

# FGSM
eps = 0.1
label = cls.clone()
x = img.detach().clone().requires_grad_(True)
loss = F.nll_loss(F.log_softmax(net(x), dim=1), label)
net.zero_grad()
loss.backward()
adv = torch.clamp(x + eps * x.grad.sign(), 0, 1)
after = F.cross_entropy(net(adv), label)
print(f"loss {loss.item():.5f} -> {after.item():.5f}")

# integrated gradients
baseline = torch.zeros_like(x)
total = torch.zeros_like(x)
for a in torch.linspace(0, 1, 11)[1:]:
    z = (baseline + a * (x.detach() - baseline)).requires_grad_(True)
    g, = torch.autograd.grad(net(z)[0, cls.item()], z)
    total += g / 10
ig = (x.detach() - baseline) * total
delta = net(x)[0, cls.item()] - net(baseline)[0, cls.item()]
print("completeness gap small:", abs(ig.sum().item() - delta.item()) < 0.02)
