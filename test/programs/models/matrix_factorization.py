"""Recommender: biased matrix factorization and a factorization machine, with a custom Dataset and collate."""
import torch
import torch.nn as nn
from torch.utils.data import Dataset, DataLoader

torch.manual_seed(0)
n_users, n_items, k = 10, 8, 3
U, V = torch.randn(n_users, k), torch.randn(n_items, k)
R = (U @ V.T).clamp(-3, 3).round()


class Ratings(Dataset):
    def __init__(self, keep):
        self.rows = [(u, i, R[u, i].item()) for u in range(n_users) for i in range(n_items) if keep(u, i)]

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, idx):
        u, i, r = self.rows[idx]
        return {"user": u, "item": i, "rating": r}


def collate(batch):
    return {key: torch.tensor([row[key] for row in batch]) for key in batch[0]}


class MF(nn.Module):
    def __init__(self, n, m, k):
        super().__init__()
        self.P, self.Q = nn.Embedding(n, k), nn.Embedding(m, k)
        self.user_bias, self.item_bias = nn.Embedding(n, 1), nn.Embedding(m, 1)
        self.mu = nn.Parameter(torch.zeros(()))
        for e in (self.P, self.Q):
            nn.init.normal_(e.weight, std=0.3)

    def forward(self, u, i):
        return (self.P(u) * self.Q(i)).sum(1) + self.user_bias(u).squeeze(1) + self.item_bias(i).squeeze() + self.mu


class FM(nn.Module):
    """sum_i<j <v_i, v_j> x_i x_j by the square-of-sum trick."""

    def __init__(self, n, k):
        super().__init__()
        self.emb, self.lin = nn.Embedding(n, k), nn.Embedding(n, 1)

    def forward(self, idx):
        e = self.emb(idx)
        return self.lin(idx).sum(1).squeeze(1) + 0.5 * (e.sum(1).pow(2) - e.pow(2).sum(1)).sum(1)


train, test = Ratings(lambda u, i: (u + i) % 4 != 0), Ratings(lambda u, i: (u + i) % 4 == 0)
loader = DataLoader(train, batch_size=12, shuffle=True, collate_fn=collate)
print(len(train), len(test), len(loader), train[3])
model = MF(n_users, n_items, k)
opt = torch.optim.Adam(model.parameters(), lr=0.05, weight_decay=1e-4)
for epoch in range(6):
    se = 0.0
    for batch in loader:
        pred = model(batch["user"], batch["item"])
        loss = nn.functional.mse_loss(pred, batch["rating"])
        opt.zero_grad()
        loss.backward()
        opt.step()
        se += loss.item() * len(pred)
    print(f"epoch {epoch}: rmse {(se / len(train)) ** 0.5:.4f}")
full = collate([test[i] for i in range(len(test))])
with torch.no_grad():
    err = (model(full["user"], full["item"]) - full["rating"]).abs().mean()
print(err.item() > 0, full["rating"].dtype, full["user"].dtype)
fm = FM(n_users + n_items, 4)
idx = torch.stack([full["user"], full["item"] + n_users], dim=1)
nn.functional.mse_loss(fm(idx), full["rating"]).backward()
print(fm.emb.weight.grad.shape, fm.lin.weight.grad.ne(0).sum().item())


def bpr(pos, neg):
    return -torch.log(torch.sigmoid(pos - neg)).sum()


print(f"{bpr(torch.tensor([1.0, 2.0]), torch.tensor([0.5, 2.5])).item():.4f}")
