"""Each line of lens.txt: a start value, a NumPy program, the same program in PyTorch. Records the gradient PyTorch gives.

python record_lens.py lens.txt > lens.json
"""
import json
import sys

import torch

torch.set_default_dtype(torch.float64)
cases = []
for line in open(sys.argv[1]).read().splitlines():
    start, numpy, twin = (part.replace("\\n", "\n") for part in line.split(" | "))
    scope = {"torch": torch, "x": torch.tensor(eval(start), requires_grad=True)}
    exec(twin, scope)
    scope["loss"].backward()
    cases.append({"code": f"x = np.array({start})\n{numpy}", "gradient": scope["x"].grad.flatten().tolist()})
json.dump(cases, sys.stdout, indent=0)
