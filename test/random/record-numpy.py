"""Records what NumPy's RandomState and default_rng give: python record-numpy.py > numpy.json (numpy 2)."""
import json
import numpy as np

CALLS = {
    0: [["rand", 5], ["randn", 5], ["randn", 4], ["randint", 0, 10, 8], ["randint", -5, 1, 8], ["randint", 0, 2**40, 4]],
    42: [["uniform", -1, 2, 5], ["normal", 1, 3, 5], ["permutation", 10], ["shuffle", 7], ["choice", 10, 4, True, None], ["choice", 10, 4, False, None], ["randn", 2]],
    123: [["choice", 4, 6, True, [.1, .2, .3, .4]], ["choice", 4, 3, False, [.1, .2, .3, .4]], ["exponential", 2, 4], ["laplace", 0, 1, 5], ["logistic", 1, 2, 4], ["gumbel", 0, 1, 4], ["lognormal", 0, 1, 3], ["poisson", 3.5, 8], ["binomial", 1, .3, 10], ["binomial", 20, .7, 5], ["rand", 2]],
    4294967295: [["rand", 3], ["randint", 0, 1, 3], ["randint", 0, 2**32, 3], ["rand", 1]],
}
GENERATOR = {
    0: [["random", 5], ["standard_normal", 300], ["integers", 0, 10, 9], ["random", 2], ["integers", 0, 2**40, 3], ["integers", 0, 10, 3]],
    42: [["normal", 1, 2, 1000], ["uniform", -1, 1, 5], ["permutation", 10], ["shuffle", 7], ["choice", 10, 4, True], ["choice", 10, 4, False], ["choice", 100, 3, False], ["choice", 10001, 300, False], ["exponential", 1, 50], ["integers", 5, 6, 3], ["random", 2]],
    12345678901234567890: [["standard_normal", 20], ["random32", 7], ["random", 3], ["standard_normal32", 900], ["standard_exponential32", 900], ["exponential", 1, 900]],
}

def legacy(r, name, *a):
    if name == "rand": return r.rand(*a)
    if name == "randn": return r.randn(*a)
    if name == "permutation": return r.permutation(a[0])
    if name == "shuffle":
        x = np.arange(a[0]); r.shuffle(x); return x
    if name == "choice": return r.choice(a[0], a[1], replace=a[2], p=a[3])
    return getattr(r, name)(*a)

def modern(r, name, *a):
    if name == "shuffle":
        x = np.arange(a[0]); r.shuffle(x); return x
    if name == "choice": return r.choice(a[0], a[1], replace=a[2])
    if name.endswith("32"): return getattr(r, name[:-2])(a[0], dtype=np.float32)
    return getattr(r, name)(*a)

out = {"legacy": [], "generator": []}
for seed, calls in CALLS.items():
    r = np.random.RandomState(seed)
    out["legacy"].append({"seed": str(seed), "calls": [{"call": c[0], "arguments": c[1:], "result": np.asarray(legacy(r, *c), dtype=float).tolist()} for c in calls]})
for seed, calls in GENERATOR.items():
    r = np.random.default_rng(seed)
    out["generator"].append({"seed": str(seed), "calls": [{"call": c[0], "arguments": c[1:], "result": np.asarray(modern(r, *c), dtype=float).tolist()} for c in calls]})
print(json.dumps(out))
