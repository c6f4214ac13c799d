import torch
import torch.nn as nn

torch.manual_seed(5)
model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.25), nn.Linear(4, 1))
x = torch.randn(6, 3)
print(model(x))
print(model[1].running_mean, model[1].running_var, model[1].num_batches_tracked)
model.eval()
print(model(x).shape, model.training, model[3].training)
with torch.no_grad():
    print(model(x)[:2])
