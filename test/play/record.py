"""Walks down a hill with PyTorch's own optimizers, for steps.test.ts: python test/play/record.py"""

import json
from pathlib import Path

import torch

PROGRAM = """import torch
w = torch.tensor([[1.5, -2.0], [0.25, 3.0]], requires_grad=True)
b = torch.tensor([0.5, -1.0], requires_grad=True)
x = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [3.0, -2.0]])
y = torch.tensor([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
L = ((torch.tanh(x @ w + b) - y) ** 2).mean()
L.backward()
"""
STEPS = 12


def make(method, rate, parameters):
    if method == "Adam":
        return torch.optim.Adam(parameters, lr=rate)
    return torch.optim.SGD(parameters, lr=rate, momentum=0.9 if method == "momentum" else 0.0)


walks = []
for method, rate in [("SGD", 0.05), ("SGD", 2.0), ("momentum", 0.1), ("Adam", 0.01), ("Adam", 0.3)]:
    scope = {}
    exec(PROGRAM, scope)
    w, b, x, y = (scope[name] for name in "wbxy")
    optimizer = make(method, rate, [w, b])
    steps = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = ((torch.tanh(x @ w + b) - y) ** 2).mean()
        loss.backward()
        gradients = [g for p in (w, b) for g in p.grad.flatten().tolist()]
        optimizer.step()
        steps.append({"loss": loss.item(), "gradients": gradients, "after": w.flatten().tolist() + b.tolist()})
    walks.append({"method": method, "rate": rate, "steps": steps})
Path(__file__).with_name("steps.json").write_text(json.dumps({"program": PROGRAM, "walks": walks}) + "\n")
