"""k-fold over a table of mixed columns, normalised by hand, log-rmse as the score."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split, Subset

rng = np.random.default_rng(11)
area = rng.uniform(40, 200, 60)
rooms = rng.integers(1, 6, 60)
kind = rng.choice(["flat", "house", "studio"], 60)
price = 1.5 * area + 20 * rooms + np.where(kind == "house", 60, 0) + rng.normal(0, 5, 60)
numeric = np.stack([area, rooms], axis=1)
numeric = (numeric - numeric.mean(0)) / numeric.std(0)
kinds = sorted(set(kind.tolist()))
onehot = np.array([[float(k == v) for v in kinds] for k in kind])
features = torch.tensor(np.concatenate([numeric, onehot], axis=1), dtype=torch.float32)
labels = torch.tensor(price, dtype=torch.float32).reshape(-1, 1)
print(features.shape, kinds, features[0])


def get_k_fold_data(k, i, X, y):
    assert k > 1
    fold_size = X.shape[0] // k
    X_train, y_train = None, None
    for j in range(k):
        idx = slice(j * fold_size, (j + 1) * fold_size)
        X_part, y_part = X[idx, :], y[idx]
        if j == i:
            X_valid, y_valid = X_part, y_part
        elif X_train is None:
            X_train, y_train = X_part, y_part
        else:
            X_train = torch.cat([X_train, X_part], 0)
            y_train = torch.cat([y_train, y_part], 0)
    return X_train, y_train, X_valid, y_valid


def log_rmse(net, X, y):
    clipped = torch.clamp(net(X), 1, float('inf'))
    return torch.sqrt(nn.functional.mse_loss(torch.log(clipped), torch.log(y))).item()


torch.manual_seed(0)
scores = []
for i in range(4):
    Xt, yt, Xv, yv = get_k_fold_data(4, i, features, labels)
    net = nn.Linear(5, 1)
    opt = torch.optim.Adam(net.parameters(), lr=5.0)
    for epoch in range(6):
        for xb, yb in DataLoader(TensorDataset(Xt, yt), batch_size=16, shuffle=True):
            opt.zero_grad()
            nn.functional.mse_loss(net(xb), yb).backward()
            opt.step()
    scores.append(log_rmse(net, Xv, yv))
    print(f"fold {i + 1}, train log rmse {log_rmse(net, Xt, yt):.4f}, valid log rmse {scores[-1]:.4f}")
print(f"{len(scores)}-fold: {sum(scores) / len(scores):.4f}")
full = TensorDataset(features, labels)
a, b = random_split(full, [45, 15], generator=torch.Generator().manual_seed(42))
print(len(a), len(b), b.indices[:5], len(Subset(full, [1, 2])))
c, d = random_split(range(10), [0.7, 0.3], generator=torch.Generator().manual_seed(0))
print(list(c), list(d))
