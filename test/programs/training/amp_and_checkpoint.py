"""The shape of a modern training script on a CPU: autocast, scaler, resume from a state dict, best-so-far."""
import os
import random
import numpy as np
import torch
import torch.nn as nn
from collections import OrderedDict, defaultdict


def seed_everything(seed: int = 42):
    random.seed(seed)
    os.environ["PYTHONHASHSEED"] = str(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


class AverageMeter:
    def __init__(self, name, fmt=":f"):
        self.name, self.fmt = name, fmt
        self.reset()

    def reset(self):
        self.val = self.avg = self.sum = self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count

    def __str__(self):
        return ("{name} {val" + self.fmt + "} ({avg" + self.fmt + "})").format(**self.__dict__)


seed_everything(0)
device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
use_amp = device.type == "cuda"
model = nn.Sequential(OrderedDict([("fc1", nn.Linear(4, 8)), ("act", nn.ReLU()), ("fc2", nn.Linear(8, 1))])).to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
scaler = torch.amp.GradScaler(enabled=use_amp)
X = torch.from_numpy(np.random.randn(24, 4).astype(np.float32))
Y = X.sum(1, keepdim=True)
history = defaultdict(list)
best, checkpoint = float("inf"), None
for epoch in range(4):
    meter = AverageMeter("Loss", ":.4e")
    for i in range(0, 24, 8):
        inputs, targets = X[i:i + 8].to(device, non_blocking=True), Y[i:i + 8].to(device)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device_type=device.type, enabled=use_amp):
            loss = nn.functional.mse_loss(model(inputs), targets)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=5.0)
        scaler.step(optimizer)
        scaler.update()
        meter.update(loss.item(), inputs.size(0))
    history["train"].append(meter.avg)
    print("Epoch: [{}/{}]\t{}".format(epoch + 1, 4, meter))
    if meter.avg < best:
        best = meter.avg
        checkpoint = {"epoch": epoch + 1, "state_dict": {k: v.clone() for k, v in model.state_dict().items()}, "best": best}
fresh = nn.Sequential(OrderedDict([("fc1", nn.Linear(4, 8)), ("act", nn.ReLU()), ("fc2", nn.Linear(8, 1))]))
print(fresh.load_state_dict(checkpoint["state_dict"]), checkpoint["epoch"])
print(torch.equal(fresh(X), model(X)))
try:
    nn.Linear(3, 1).load_state_dict({"weight": torch.zeros(1, 4)})
except RuntimeError as e:
    print(e)
print(len(history["train"]), fresh.fc1.weight.dtype, fresh.half().fc1.weight.dtype, fresh.float().fc2.bias.dtype)
