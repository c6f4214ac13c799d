import torch
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler, ConcatDataset, IterableDataset, SequentialSampler, BatchSampler, RandomSampler
from torch import nn

torch.manual_seed(0)
X = torch.cat([torch.randn(36, 2) - 1, torch.randn(4, 2) + 1])
y = torch.cat([torch.zeros(36), torch.ones(4)])
counts = torch.bincount(y.long())
weights = (1.0 / counts.float())[y.long()]
sampler = WeightedRandomSampler(weights, num_samples=40, replacement=True)
loader = DataLoader(TensorDataset(X, y), batch_size=10, sampler=sampler)
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.5)
lossf = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0]))
for epoch in range(3):
    pos = 0
    for xb, yb in loader:
        loss = lossf(model(xb).squeeze(1), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        pos += int(yb.sum())
    print(f"epoch {epoch} loss {loss.item():.4f} positives {pos}/40")
pred = (model(X).squeeze(1) > 0).float()
tp, fp, fn = (pred * y).sum(), (pred * (1 - y)).sum(), ((1 - pred) * y).sum()
print(f"precision {(tp / (tp + fp)).item():.3f} recall {(tp / (tp + fn)).item():.3f}")


class Stream(IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        for i in range(self.n):
            yield i, float(i) ** 2


for a, b in DataLoader(Stream(5), batch_size=2):
    print(a, b)
both = ConcatDataset([TensorDataset(torch.arange(3)), TensorDataset(torch.arange(10, 12))])
print(len(both), both[4], list(BatchSampler(SequentialSampler(range(5)), 2, drop_last=False)))
print([b[0].tolist() for b in DataLoader(both, batch_size=2, shuffle=True, generator=torch.Generator().manual_seed(1))])
