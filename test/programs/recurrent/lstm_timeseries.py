import numpy as np
import torch
from torch import nn
from torch.utils.data import TensorDataset, DataLoader

np.random.seed(1)
torch.manual_seed(1)
series = np.sin(np.linspace(0, 12, 80)) + np.random.normal(0, 0.05, 80)
mu, sd = series.mean(), series.std()
scaled = (series - mu) / sd


def create_sequences(values, window):
    xs, ys = [], []
    for i in range(len(values) - window):
        xs.append(values[i:i + window])
        ys.append(values[i + window])
    return np.array(xs), np.array(ys)


X, y = create_sequences(scaled, 8)
print(X.shape, y.shape, X.dtype)
split = int(len(X) * 0.8)
train_ds = TensorDataset(torch.tensor(X[:split], dtype=torch.float32).unsqueeze(-1), torch.tensor(y[:split], dtype=torch.float32))
loader = DataLoader(train_ds, batch_size=16, shuffle=True, drop_last=True)


class Forecaster(nn.Module):
    def __init__(self, hidden=12, layers=2):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, num_layers=layers, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x, state=None):
        out, state = self.lstm(x, state)
        return self.fc(out[:, -1]).squeeze(-1), state


model = Forecaster()
opt = torch.optim.Adam(model.parameters(), lr=0.02)
losses = []
for epoch in range(5):
    running = 0.0
    for xb, yb in loader:
        pred, _ = model(xb)
        loss = nn.functional.smooth_l1_loss(pred, yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        running += loss.item() * xb.size(0)
    losses.append(running / len(train_ds))
    print(f"Epoch {epoch + 1:>2}: {losses[-1]:.5f}")

model.eval()
with torch.no_grad():
    xt = torch.tensor(X[split:], dtype=torch.float32).unsqueeze(-1)
    pred, (h, c) = model(xt)
    mae = np.abs(pred.numpy() * sd + mu - (y[split:] * sd + mu)).mean()
print("MAE %.4f" % mae, h.shape, c.shape)
print({k: tuple(v.shape) for k, v in model.state_dict().items()})
