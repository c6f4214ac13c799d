import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split

torch.manual_seed(0)
X = torch.arange(10.).unsqueeze(1)
y = (X > 4).long().squeeze()
loader = DataLoader(TensorDataset(X, y), batch_size=4, shuffle=True)
print(len(loader), len(loader.dataset))
for epoch in range(2):
    for i, (xb, yb) in enumerate(loader):
        print(epoch, i, xb.squeeze(1), yb)

class Squares(Dataset):
    def __init__(self, n):
        self.n = n
    def __len__(self):
        return self.n
    def __getitem__(self, i):
        return torch.tensor([float(i)]), i * i

train, test = random_split(Squares(8), [6, 2])
print(len(train), len(test), train.indices)
for a, b in DataLoader(train, batch_size=3, drop_last=True):
    print(a, b)
print(torch.rand(2))
