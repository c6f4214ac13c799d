"""The works in PyTorch, on one thread: reads questions as lines of JSON, answers each with a line."""

import json
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
known = {}


def loss_of(name, p, d, chain, block):
    if name == "a":
        return (p["a"] * p["w"] + p["b"] - p["y"]) ** 2
    if name == "b":
        x = p["x"]
        for i in range(chain):
            x = torch.tanh(x * p[f"w{i % 3}"] + p[f"b{i % 3}"])
        return x * x
    if name == "c":
        return F.cross_entropy(F.linear(F.relu(F.linear(d["x"], p["w1"], p["b1"])), p["w2"], p["b2"]), d["y"])
    if name == "d":
        return ((p["a"] @ p["b"]) * d["g"]).sum()
    if name == "e":
        out = F.max_pool2d(F.relu(F.conv2d(d["x"], p["k"], p["kb"])), 2)
        return F.cross_entropy(F.linear(out.reshape(8, -1), p["w"], p["b"]), d["y"])
    batch, steps, width, heads = block["batch"], block["time"], block["width"], block["heads"]
    qkv = F.linear(F.layer_norm(p["x"], [width], p["g1"], p["h1"]), p["wqkv"], p["bqkv"])
    q, k, v = qkv.reshape(batch, steps, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    x = p["x"] + F.linear(mixed.permute(0, 2, 1, 3).reshape(batch, steps, width), p["wo"], p["bo"])
    hidden = F.gelu(F.linear(F.layer_norm(x, [width], p["g2"], p["h2"]), p["w1"], p["b1"]), approximate="tanh")
    return ((x + F.linear(hidden, p["w2"], p["b2"])) * d["g"]).sum()


def tensor(given, leaf):
    dtype = torch.int64 if given["whole"] else torch.float32
    return torch.tensor(given["values"], dtype=dtype).reshape(given["shape"]).requires_grad_(leaf and not given["whole"])


def step(work):
    p = work["parameters"]
    for value in p.values():
        value.grad = None
    loss_of(work["name"], p, work["data"], work["chain"], work["block"]).backward()
    return {name: value.grad for name, value in p.items()}


for line in sys.stdin:
    question = json.loads(line)
    if question["kind"] == "define":
        question["parameters"] = {name: tensor(given, True) for name, given in question["parameters"].items()}
        question["data"] = {name: tensor(given, False) for name, given in question["data"].items()}
        known[question["name"]] = question
        answer = {"gradients": {name: grad.reshape(-1).tolist() for name, grad in step(question).items()}}
    else:
        started = time.perf_counter()
        for _ in range(question["repeats"]):
            step(known[question["name"]])
        answer = {"milliseconds": (time.perf_counter() - started) * 1000 / question["repeats"]}
    print(json.dumps(answer), flush=True)
