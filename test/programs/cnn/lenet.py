import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class LeNet(nn.Module):
    def __init__(self):
        super(LeNet, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, self.num_flat_features(x))
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)

    def num_flat_features(self, x):
        size = x.size()[1:]
        num_features = 1
        for s in size:
            num_features *= s
        return num_features


torch.manual_seed(1)
net = LeNet()
print(net)
params = list(net.parameters())
print(len(params))
print(params[0].size())
input = torch.randn(4, 1, 28, 28)
out = net(input)
print(out)
target = torch.tensor([3, 1, 4, 1])
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
net.zero_grad()
print('conv1.bias.grad before backward')
print(net.conv1.bias.grad)
for step in range(3):
    optimizer.zero_grad()
    loss = criterion(net(input), target)
    loss.backward()
    optimizer.step()
    print('[%d] loss: %.4f' % (step + 1, loss.item()))
print('conv1.bias.grad after backward')
print(net.conv1.bias.grad)
_, predicted = torch.max(net(input), 1)
print('Predicted: ', ' '.join('%5s' % int(predicted[j]) for j in range(4)))
