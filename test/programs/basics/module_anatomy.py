import torch
import torch.nn as nn


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer("count", torch.zeros(1, dtype=torch.long))
        self.plain = torch.zeros(2)

    def extra_repr(self):
        return f"scale={self.scale.item():.1f}"

    def forward(self, x):
        self.count += 1
        return self.lin(x) * self.scale


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = nn.ModuleDict({"a": Inner(), "b": nn.Identity()})
        self.params = nn.ParameterList([nn.Parameter(torch.zeros(i + 1)) for i in range(2)])
        self.act = nn.ReLU()
        self.none = None

    def forward(self, x):
        return self.act(self.parts["b"](self.parts["a"](x))) + sum(p.sum() for p in self.params)


torch.manual_seed(0)
m = Outer()
print(m)
print([n for n, _ in m.named_parameters()])
print([n for n, _ in m.named_buffers()], [n for n, _ in m.named_modules()], [type(c).__name__ for c in m.children()])
m(torch.ones(1, 2))
m(torch.ones(1, 2))
print(m.parts["a"].count, list(m.state_dict().keys()))
print(m.training, m.eval().training, m.parts["a"].training, m.train().act.training)
print(m.double().parts["a"].scale.dtype, m.float().parts["a"].count.dtype, next(m.parameters()).device)
try:
    m.missing
except AttributeError as e:
    print(e)
try:
    m.parts["a"].scale = torch.ones(1)
except TypeError as e:
    print(e)
m.apply(lambda mod: nn.init.constant_(mod.weight, 0.5) if isinstance(mod, nn.Linear) else None)
print(m.get_submodule("parts.a.lin").weight, hasattr(m, "act"))
seq = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
seq.append(nn.Linear(3, 1))
print(len(seq), seq[-1], seq[:2], sum(p.numel() for p in seq.parameters()))
del m.act
print("act" in m._modules, m.requires_grad_(False).params[0].requires_grad)
