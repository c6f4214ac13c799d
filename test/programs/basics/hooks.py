import torch
from torch import nn
from collections import defaultdict

torch.manual_seed(11)
model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3), nn.ReLU(), nn.Linear(3, 1))
activations = {}
grads = defaultdict(list)


def keep(name):
    def hook(module, inputs, output):
        activations[name] = output.detach()
    return hook


handles = [layer.register_forward_hook(keep(f"{i}:{layer.__class__.__name__}")) for i, layer in enumerate(model)]
for name, p in model.named_parameters():
    p.register_hook(lambda g, name=name: grads[name].append(g.norm().item()))

x = torch.randn(5, 4)
out = model(x)
out.mean().backward()
for k, v in activations.items():
    print(f"{k:<10} shape={tuple(v.shape)} mean={v.mean():+.4f} zeros={(v == 0).sum().item()}")
for k, v in grads.items():
    print(k, [f"{g:.5f}" for g in v])
for h in handles:
    h.remove()
activations.clear()
model(x)
print(len(activations))

# A hook that changes the gradient
t = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
h = t.register_hook(lambda g: g * 2)
(t * t).sum().backward()
print(t.grad)
h.remove()
t.grad = None
(t * t).sum().backward()
print(t.grad)

# pre-hook and full backward hook
log = []
lin = nn.Linear(2, 2, bias=False)
lin.register_forward_pre_hook(lambda m, inp: (inp[0] * 10,))
lin.register_full_backward_hook(lambda m, gi, go: log.append((gi[0].shape, go[0].sum().item())))
inp = torch.ones(1, 2, requires_grad=True)
lin(inp).sum().backward()
print(log, inp.grad)
