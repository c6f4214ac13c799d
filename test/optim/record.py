"""Records optimizer steps of PyTorch: python record.py > steps.json (torch 2.13, CPU)."""
import json
import torch

CASES = [
    ("SGD", {"lr": 0.1}), ("SGD", {"lr": 0.05, "momentum": 0.9}), ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "maximize": True}),
    ("Adam", {"lr": 0.01}), ("Adam", {"lr": 0.1, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1}), ("Adam", {"lr": 0.01, "amsgrad": True, "eps": 1e-4}), ("Adam", {"lr": 0.01, "beta1": 0.3}),
    ("AdamW", {"lr": 0.01}), ("AdamW", {"lr": 0.1, "weight_decay": 0.2, "amsgrad": True}),
    ("RMSprop", {"lr": 0.01}), ("RMSprop", {"lr": 0.01, "momentum": 0.9, "centered": True, "weight_decay": 0.01}),
    ("Adagrad", {"lr": 0.1}), ("Adagrad", {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "initial_accumulator_value": 0.5}),
    ("Adadelta", {}), ("Adadelta", {"lr": 0.5, "rho": 0.8, "weight_decay": 0.1}),
]
out = []
for dtype in (torch.float32, torch.float64):
    for name, options in CASES:
        g = torch.Generator().manual_seed(1)
        given = dict(options)
        if "beta1" in given or "beta2" in given: given["betas"] = (given.pop("beta1", 0.9), given.pop("beta2", 0.999))
        p = torch.randn(37, dtype=dtype, generator=g).requires_grad_()
        optimizer = getattr(torch.optim, name)([p], **given)
        start, steps = p.tolist(), []
        for _ in range(6):
            p.grad = torch.randn(37, dtype=dtype, generator=g)
            gradient = p.grad.tolist()
            optimizer.step()
            steps.append({"gradient": gradient, "parameter": p.tolist()})
        out.append({"name": name, "options": options, "dtype": str(dtype)[6:], "start": start, "steps": steps})
print("[\n" + ",\n".join(json.dumps(o) for o in out) + "\n]")
