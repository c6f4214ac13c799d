"""Records what PyTorch's CPU generator gives: python record-torch.py > torch.json (torch 2.13, CPU)."""
import json
import torch

D = {"float32": torch.float32, "float64": torch.float64, "int64": torch.int64, "int32": torch.int32, "uint8": torch.uint8, "bool": torch.bool, "float16": torch.float16, "bfloat16": torch.bfloat16}

def run(call, *a):
    if call == "uniform": return torch.empty(a[0], dtype=D[a[3]]).uniform_(a[1], a[2])
    if call == "normal": return torch.empty(a[0], dtype=D[a[3]]).normal_(a[1], a[2])
    if call == "randint": return torch.randint(a[1], a[2], (a[0],), dtype=D[a[3]])
    if call == "random": return torch.empty(a[0], dtype=D[a[1]]).random_()
    if call == "randperm": return torch.randperm(a[0])
    if call == "bernoulli": return torch.empty(a[0], dtype=D[a[2]]).bernoulli_(a[1])
    if call == "bernoulliEach": return torch.bernoulli(torch.full((a[0],), a[1], dtype=D[a[2]]))
    if call == "dropout": return torch.nn.functional.dropout(torch.ones(a[0], dtype=D[a[2]]), a[1])
    if call == "exponential": return torch.empty(a[0], dtype=D[a[2]]).exponential_(a[1])
    if call == "geometric": return torch.empty(a[0], dtype=D[a[2]]).geometric_(a[1])
    if call == "cauchy": return torch.empty(a[0], dtype=D[a[3]]).cauchy_(a[1], a[2])
    if call == "logNormal": return torch.empty(a[0], dtype=D[a[3]]).log_normal_(a[1], a[2])
    if call == "multinomial": return torch.multinomial(torch.tensor(a[0], dtype=D[a[3]]), a[1], replacement=a[2])
    if call == "truncNormal": return torch.nn.init.trunc_normal_(torch.empty(a[0]), *a[1:])
    init = torch.nn.init
    if call == "xavierUniform": return init.xavier_uniform_(torch.empty(a[0]), a[1])
    if call == "xavierNormal": return init.xavier_normal_(torch.empty(a[0]), a[1])
    if call == "kaimingUniform": return init.kaiming_uniform_(torch.empty(a[0]), a[1], a[2], a[3])
    if call == "kaimingNormal": return init.kaiming_normal_(torch.empty(a[0]), a[1], a[2], a[3])
    if call == "linear": return torch.cat([p.flatten() for p in torch.nn.Linear(a[0], a[1]).parameters()])
    if call == "conv2d": return torch.cat([p.flatten() for p in torch.nn.Conv2d(a[0], a[1], a[2], groups=a[3]).parameters()])
    raise ValueError(call)

def flat(t):
    return [float(x) for x in t.double().flatten().tolist()]

programs = []
for seed in (0, 1, 42, 1234567, 2**32 + 5, -3):
    for dtype in ("float32", "float64"):
        for n in (1, 2, 15, 16, 17, 31, 100):
            programs.append((seed, [["uniform", n, 0, 1, dtype], ["normal", n, 0, 1, dtype], ["normal", 3, 1.5, 0.3, dtype]]))
for n in (1, 15, 16, 33):
    programs.append((7, [["uniform", n, -0.3, 0.7, "float32"], ["uniform", n, -2, 5, "float64"], ["normal", n, 3, 2.5, "float32"], ["normal", n, 3, 2.5, "float64"]]))
programs += [
    (3, [["normal", 1, 0, 1, "float32"], ["uniform", 2, 0, 1, "float32"], ["normal", 1, 0, 1, "float64"], ["normal", 5, 0, 1, "float32"], ["normal", 20, 0, 1, "float32"], ["normal", 2, 0, 1, "float32"]]),
    (4, [["randint", 9, 0, 10, "int64"], ["randint", 3, -5, 5, "float32"], ["randint", 4, 0, 2**28 - 1, "int64"], ["randint", 4, 0, 2**28, "int64"], ["randint", 4, -10, 2**40, "int64"], ["randint", 4, 0, 255, "uint8"]]),
    (5, [["random", 5, d] for d in ("float32", "float64", "int32", "uint8", "bool")]),
    (6, [["randperm", n] for n in (0, 1, 2, 5, 17, 100)] + [["uniform", 2, 0, 1, "float32"]]),
    (7, [["bernoulli", 20, 0.3, "float32"], ["bernoulli", 5, 0.5, "float64"], ["bernoulliEach", 20, 0.4, "float32"], ["bernoulliEach", 20, 0.4, "float64"], ["uniform", 2, 0, 1, "float32"]]),
    (8, [["dropout", 20, 0.3, "float32"], ["dropout", 20, 0.5, "float64"], ["dropout", 3, 0.0, "float32"], ["dropout", 3, 1.0, "float32"], ["uniform", 2, 0, 1, "float32"]]),
    (9, [["exponential", 9, 1, "float32"], ["exponential", 20, 2.5, "float64"], ["geometric", 9, 0.3, "float32"], ["cauchy", 5, 0, 1, "float64"], ["logNormal", 5, 1, 2, "float64"], ["uniform", 2, 0, 1, "float32"]]),
    (10, [["multinomial", [.1, .2, .3, .4], 6, True, "float32"], ["multinomial", [1, 2, 3, 4], 1, False, "float32"], ["multinomial", [1, 2, 3, 4], 3, False, "float64"], ["multinomial", [[1, 2, 0, 4], [4, 0, 2, 1]], 2, True, "float32"], ["multinomial", [[1, 2, 1, 4], [4, 5, 2, 1]], 2, False, "float32"], ["uniform", 2, 0, 1, "float32"]]),
    (11, [["truncNormal", [40], 0.0, 1.0, -2.0, 2.0], ["truncNormal", [5], 0.0, 0.02, -2.0, 2.0], ["truncNormal", [6], 0.0, 1.0, 1.5, 2.0], ["truncNormal", [300], 0.0, 1.0, -1.0, 1.0]]),
    (12, [["xavierUniform", [4, 5], 1.0], ["xavierNormal", [3, 2, 3, 3], 1.0], ["kaimingUniform", [4, 5], 5**0.5, "fan_in", "leaky_relu"], ["kaimingUniform", [4, 2, 3], 0, "fan_out", "relu"], ["kaimingNormal", [4, 5], 0, "fan_in", "tanh"], ["kaimingNormal", [2, 2], 0, "fan_in", "linear"]]),
    (13, [["linear", 3, 4], ["linear", 7, 20], ["conv2d", 4, 6, 3, 2], ["uniform", 2, 0, 1, "float32"]]),
    (14, [["uniform", 8, 0, 1, "float16"], ["normal", 20, 0, 1, "float16"], ["uniform", 8, 0, 1, "bfloat16"], ["normal", 5, 0, 1, "bfloat16"]]),
]
out = []
for seed, calls in programs:
    torch.manual_seed(seed)
    out.append({"seed": seed, "calls": [{"call": c[0], "arguments": c[1:], "result": flat(run(*c))} for c in calls]})
print("[\n" + ",\n".join(json.dumps(o) for o in out) + "\n]")
