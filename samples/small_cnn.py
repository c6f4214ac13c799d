# A small convolutional network on one made-up batch.
import torch
from torch import nn

torch.manual_seed(1)

model = nn.Sequential(
    nn.Conv2d(1, 4, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(4, 8, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(8 * 2 * 2, 10),
)

images = torch.randn(4, 1, 8, 8)
labels = torch.tensor([3, 1, 4, 1])

scores = model(images)
loss = nn.CrossEntropyLoss()(scores, labels)
loss.backward()

print(loss)
print(model[0].weight.grad.shape, model[0].weight.grad.norm())
