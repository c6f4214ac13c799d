import torch
from torch import nn, optim

torch.manual_seed(0)
net = nn.Sequential(
    nn.Conv2d(1, 4, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(4, 8, 3, stride=2),
    nn.ReLU(inplace=True),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(8, 3),
)
print(net)
images = torch.randn(5, 1, 12, 12)
labels = torch.randint(0, 3, (5,))
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
for epoch in range(3):
    opt.zero_grad()
    logits = net(images)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    opt.step()
    print(epoch, "%.4f" % loss.item(), logits.shape)
print(net[0].weight.grad.shape, f"{net[0].bias.grad.abs().sum():.4f}")
