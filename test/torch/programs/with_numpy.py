import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

a = np.array([1.0, 2.0, 3.0])
t = torch.from_numpy(a)
print(t, t.dtype, torch.tensor(np.array([1, 2])), torch.as_tensor(np.ones((2, 2), dtype=np.float32)))
a[0] = 9
print(t)
x = torch.tensor([1.0, 2.0], requires_grad=True)
print(x.detach().numpy(), (x * 2).sum().item())
print(pad_sequence([torch.ones(2), torch.ones(3)], batch_first=True))
with torch.autocast("cpu", enabled=False):
    print(x + 1)
