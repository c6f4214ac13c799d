"""Records elementwise operations, reductions, shapes and indexing of PyTorch, at ordinary and at edge values, with first and
second derivatives: python record.py > operations.json (torch 2.13, CPU, float64)."""
import json
import math
import torch
import torch.nn.functional as F

torch.manual_seed(0)
N = lambda *shape: torch.randn(shape, dtype=torch.float64)
P = lambda *shape: torch.rand(shape, dtype=torch.float64) * 0.8 + 0.1
V = lambda *values: torch.tensor(values, dtype=torch.float64)
I = lambda *values: torch.tensor(values)
inf, nan = math.inf, math.nan
cases = []

def number(x):
    return x if math.isfinite(x) else str(x)

def flat(t):
    return [number(float(f"{x:.12g}") if math.isfinite(x) else x) for x in t.detach().double().flatten().tolist()]

def case(card, call, *inputs, weak=(), **attributes):
    """`call` gets the inputs; floating ones are differentiated."""
    leaves = [x.clone().requires_grad_() if x.is_floating_point() else x for x in inputs]
    wanted = [x for x in leaves if x.is_floating_point()]
    y = call(*leaves)
    record = {"card": card, "attributes": {k: number(v) if isinstance(v, float) else v for k, v in attributes.items()}, "inputs": [{"dtype": str(x.dtype)[6:], "shape": list(x.shape), "values": flat(x)} for x in inputs],
              "output": {"dtype": str(y.dtype)[6:], "shape": list(y.shape), "values": flat(y)}}
    if y.requires_grad:
        g = torch.randn_like(y)
        grads = torch.autograd.grad(y, wanted, g, create_graph=True, allow_unused=True)
        vs = [torch.randn_like(x) for x in wanted]
        second = None
        try:
            h = sum((d * v).sum() for d, v in zip(grads, vs) if d is not None and d.requires_grad)
            if isinstance(h, torch.Tensor):
                second = [None if s is None else flat(s) for s in torch.autograd.grad(h, wanted, allow_unused=True)]
        except RuntimeError:
            pass
        record |= {"upstream": flat(g), "gradients": [None if d is None else flat(d) for d in grads], "directions": [flat(v) for v in vs], "second": second}
    cases.append(record)

def blank(where):
    """Second derivatives at these places are conventions that the engine does not share."""
    if cases[-1].get("second"):
        cases[-1]["second"] = [row and ["nan" if hit else value for value, hit in zip(row, where)] for row in cases[-1]["second"]]

S = torch.special
EDGES = V(-inf, -1e3, -7.0, -3.0, -2.5, -1.0, -0.5, -1e-3, -0.0, 0.0, 1e-3, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 6.0, 25.0, 1e3, inf, nan)
for name, call in {
    "exp": torch.exp, "expm1": torch.expm1, "exp2": torch.exp2, "log": torch.log, "log1p": torch.log1p, "log2": torch.log2, "log10": torch.log10, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt,
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan, "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh,
    "asinh": torch.asinh, "acosh": torch.acosh, "atanh": torch.atanh, "sigmoid": torch.sigmoid, "abs": torch.abs, "sign": torch.sign, "floor": torch.floor, "ceil": torch.ceil,
    "trunc": torch.trunc, "round": torch.round, "frac": torch.frac, "erf": torch.erf, "erfc": torch.erfc, "erfinv": torch.erfinv, "lgamma": torch.lgamma, "neg": torch.neg,
    "square": torch.square, "reciprocal": torch.reciprocal, "relu": F.relu, "relu6": F.relu6, "leaky_relu": F.leaky_relu, "elu": F.elu, "selu": F.selu, "celu": F.celu, "silu": F.silu, "mish": F.mish,
    "softplus": F.softplus, "softsign": F.softsign, "logsigmoid": F.logsigmoid, "hardtanh": F.hardtanh, "hardsigmoid": F.hardsigmoid, "hardswish": F.hardswish, "hardshrink": F.hardshrink,
    "softshrink": F.softshrink, "tanhshrink": F.tanhshrink, "gelu": F.gelu, "logit": torch.logit, "sinc": torch.sinc, "deg2rad": torch.deg2rad, "rad2deg": torch.rad2deg, "entr": S.entr, "nan_to_num": torch.nan_to_num,
    "i0": S.i0, "i1": S.i1, "i0e": S.i0e, "i1e": S.i1e, "ndtr": S.ndtr, "log_ndtr": S.log_ndtr, "ndtri": S.ndtri, "erfcx": S.erfcx, "digamma": torch.digamma,
}.items():
    case(name, call, EDGES[1:-2] if name in ("digamma", "sinc") else EDGES[2:-3] if name == "log_ndtr" else EDGES)
    if name in ("elu", "selu", "celu"): blank((EDGES == 0).tolist())
    if name == "logit": blank(((EDGES < 0) | (EDGES > 1)).tolist())
case("leaky_relu", lambda x: F.leaky_relu(x, 0.2), EDGES, negative_slope=0.2); case("elu", lambda x: F.elu(x, 0.7), EDGES, alpha=0.7); blank((EDGES == 0).tolist()); case("celu", lambda x: F.celu(x, 1.7), EDGES, alpha=1.7); blank((EDGES == 0).tolist())
case("softplus", lambda x: F.softplus(x, 2.0, 2.9), EDGES, beta=2.0, threshold=2.9); case("gelu", lambda x: F.gelu(x, approximate="tanh"), EDGES, approximate="tanh"); case("hardtanh", lambda x: F.hardtanh(x, -2.5, 0.5), EDGES, min_val=-2.5, max_val=0.5)
case("hardshrink", lambda x: F.hardshrink(x, 1.0), EDGES, lambd=1.0); case("softshrink", lambda x: F.softshrink(x, 1.0), EDGES, lambd=1.0); case("threshold", lambda x: F.threshold(x, 0.5, 7.0), EDGES, threshold=0.5, value=7.0)
case("clamp", lambda x: x.clamp(-1, 2), EDGES, min=-1, max=2); case("clamp", lambda x: x.clamp(min=0), EDGES, min=0, max=None); case("clamp", lambda x: x.clamp(max=1.5), EDGES, min=None, max=1.5); case("clamp", lambda x: x.clamp(3, 1), EDGES, min=3, max=1)
case("logit", lambda x: torch.logit(x, eps=0.3), EDGES, eps=0.3); case("round_decimals", lambda x: torch.round(x, decimals=2), V(1.234, -1.235, 2.5, 1e3), decimals=2); case("round_decimals", lambda x: torch.round(x, decimals=-1), V(15.0, 25.0, -34.0), decimals=-1)
case("nan_to_num", lambda x: torch.nan_to_num(x, 1.0, 2.0, -3.0), EDGES, nan=1.0, posinf=2.0, neginf=-3.0)
for n in range(4): case("polygamma", lambda x: torch.polygamma(n, x), V(0.5, 1.7, 4.2, 25.0), n=n)
for p in (1, 3): case("mvlgamma", lambda x: torch.mvlgamma(x, p), V(2.5, 3.7, 9.0), p=p)

# two inputs: every pair of edges
A = V(-inf, -2.0, -0.5, -0.0, 0.0, 1.0, 3.0, inf, nan)
X, Y = A[:, None].expand(9, 9).reshape(-1), A[None, :].expand(9, 9).reshape(-1)
for name, call in {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "pow": torch.pow, "maximum": torch.maximum, "minimum": torch.minimum, "fmax": torch.fmax, "fmin": torch.fmin, "atan2": torch.atan2,
    "hypot": torch.hypot, "logaddexp": torch.logaddexp, "logaddexp2": torch.logaddexp2, "xlogy": torch.xlogy, "xlog1py": S.xlog1py, "copysign": torch.copysign, "remainder": torch.remainder, "fmod": torch.fmod,
    "floor_divide": lambda x, y: torch.div(x, y, rounding_mode="floor"), "trunc_divide": lambda x, y: torch.div(x, y, rounding_mode="trunc"), "ldexp": torch.ldexp, "clamp_min_tensor": lambda x, y: torch.clamp(x, min=y), "clamp_max_tensor": lambda x, y: torch.clamp(x, max=y),
    "eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge,
}.items():
    pairs = torch.isfinite(X) & torch.isfinite(Y) if name == "hypot" else slice(None)
    case(name, call, X[pairs], Y[pairs])
    if name in ("remainder", "fmod"): blank((Y == 0).tolist())
with torch.no_grad(): case("heaviside", torch.heaviside, X, Y)
case("add", lambda x, y: torch.add(x, y, alpha=2.5), N(3), N(2, 1), alpha=2.5); case("sub", lambda x, y: torch.sub(x, y, alpha=-2), N(3), N(2, 1), alpha=-2)
T = V(-2.0, 0.0, 1.0, 1.0, 3.0, 5.0)
case("clamp_tensor", torch.clamp, T, V(-1.0, 0.0, 1.0, 2.0, 1.0, 4.0), V(1.0, 0.0, 1.0, 1.0, 2.0, 3.0)); case("lerp", torch.lerp, N(3), N(2, 3), P(3)); case("addcmul", lambda x, a, b: torch.addcmul(x, a, b, value=0.3), N(3), N(2, 1), N(3), value=0.3)
case("addcdiv", lambda x, a, b: torch.addcdiv(x, a, b, value=0.3), N(3), N(2, 1), N(3), value=0.3); case("where", torch.where, torch.tensor([True, False, True]), N(2, 3), N(3)); case("masked_fill", lambda x, v: x.masked_fill(torch.tensor([True, False, True]), v), N(2, 3), N())
cases[-1]["inputs"].insert(1, {"dtype": "bool", "shape": [3], "values": [1, 0, 1]})

# reductions
M = N(2, 3, 4)
TIES = V(1, 3, 3, 0, 2, 2, 2, 2).reshape(2, 4)
for axes in (None, [1], [0, 2], [-1]):
    for keep in (False, True):
        at = {"axes": axes, "keepdim": keep}
        dims = {"dim": axes if axes is not None else [0, 1, 2], "keepdim": keep}
        for name, call in {"sum": torch.sum, "mean": torch.mean, "amax": torch.amax, "amin": torch.amin, "logsumexp": torch.logsumexp, "var": torch.var, "std": torch.std, "nansum": torch.nansum, "nanmean": torch.nanmean}.items():
            case(name, lambda x: call(x, **dims), M, **at)
for name, call in {"amax": torch.max, "amin": torch.min, "median": torch.median, "nanmedian": torch.nanmedian}.items(): case(name, call, TIES)
for name, call in {"amax": torch.amax, "amin": torch.amin}.items(): case(name, lambda x: call(x, 1), TIES, axes=[1])
for c in (0, 1, 2.5): case("var", lambda x: torch.var(x, 1, correction=c), M, axes=[1], correction=c); case("std", lambda x: torch.std(x, correction=c), M, correction=c)
case("std", lambda x: torch.std(x, 1), TIES, axes=[1]); case("logsumexp", lambda x: torch.logsumexp(x, 1), V(-inf, -inf, 1e3, 1e3).reshape(2, 2), axes=[1]); case("amax", lambda x: torch.amax(x, 1), V(1, nan, 2, 3).reshape(2, 2), axes=[1])
for x in (M, V(0, 2, 3, 4, 0, 0).reshape(2, 3)):
    case("prod", torch.prod, x); case("prod", lambda t: torch.prod(t, 1, keepdim=True), x, axes=[1], keepdim=True); case("cumprod", lambda t: torch.cumprod(t, 1), x, axis=1)
case("cumsum", lambda x: torch.cumsum(x, -2), M, axis=-2); case("logcumsumexp", lambda x: torch.logcumsumexp(x, 1), M, axis=1)
Z = V(0, 0, 0, 1, -2, 0).reshape(2, 3)
for p in (0, 0.5, 1, 1.5, 2, 3, inf, -inf):
    for x in (M, Z): case("norm", lambda t: torch.linalg.vector_norm(t, p, dim=1), x, p=float(p), axes=[1])
case("norm", lambda t: torch.linalg.vector_norm(t), M, p=2.0); case("norm", lambda t: torch.linalg.vector_norm(t, keepdim=True), Z, p=2.0, keepdim=True); case("norm", lambda t: torch.linalg.vector_norm(t, inf), TIES, p=inf)
for p in (1, 2, 3, inf): case("dist", lambda a, b: torch.dist(a, b, p), N(2, 3), N(3), p=float(p))
case("renorm", lambda x: torch.renorm(x, 2, 0, 1.5), M, p=2, axis=0, maxnorm=1.5); case("cov", torch.cov, N(2, 4)); case("cov", lambda x: torch.cov(x, correction=0), N(4), correction=0); case("corrcoef", torch.corrcoef, N(3, 4))
case("cov", lambda x, f, a: torch.cov(x, fweights=f, aweights=a.detach()), N(2, 3), I(1, 2, 3), P(3)); cases[-1]["gradients"][1] = None
case("diff", lambda x: torch.diff(x, n=2, dim=1), M, n=2, axis=1); case("diff", lambda x, a, b: torch.diff(x, prepend=a, append=b), N(2, 3), N(2, 1), N(2, 2))
case("trapezoid", torch.trapezoid, N(2, 3), V(0, 1, 3)); case("trapezoid", lambda y: torch.trapezoid(y, dx=0.5, dim=0), M, dx=0.5, axis=0); case("trapezoid", lambda y, x: torch.trapezoid(y, x, dim=1), M, N(2, 3, 1), axis=1); case("cumulative_trapezoid", torch.cumulative_trapezoid, M, N(4))
for kind in ("linear", "lower", "higher", "midpoint", "nearest"):
    case("quantile", lambda x, q: torch.quantile(x, q.detach(), dim=1, keepdim=True, interpolation=kind), M, V(0.25, 0.6), axis=1, keepdim=True, interpolation=kind); cases[-1]["gradients"][1] = None
for name in ("quantile", "nanquantile"): case(name, lambda x, q: getattr(torch, name)(x, q.detach(), dim=1), V(1, nan, 2, 5, 3, 4).reshape(2, 3), V(0.3, 1.0), axis=1); cases[-1]["gradients"][1] = None
for name, call in {"argmax": torch.argmax, "argmin": torch.argmin}.items():
    with torch.no_grad(): case(name, call, TIES); case(name, lambda x: call(x, 1, keepdim=True), TIES, axis=1, keepdim=True); case(name, lambda x: call(x, 0), V(1, nan, 3, nan), axis=0)
with torch.no_grad():
    for name, call in {"argcummax": torch.cummax, "argcummin": torch.cummin}.items(): case(name, lambda x: call(x, 1)[1], TIES, axis=1)
    case("argmode", lambda x: torch.mode(x, 1)[1], V(3, 1, 3, 2, 5, 5, 1, 1).reshape(2, 4), axis=1); case("argmedian", lambda x: torch.median(x, 1)[1], M, axis=1); case("argnanmedian", lambda x: torch.nanmedian(x, 0)[1], V(4, nan, 1, 3, 2, nan), axis=0)
    for name in ("all", "any"): case(name, lambda x: getattr(torch, name)(x, 1), torch.tensor([[True, False], [True, True], [False, False]]), axes=[1])
    case("count_nonzero", torch.count_nonzero, Z); case("argsort", lambda x: torch.argsort(x, dim=1, stable=True), TIES, axis=1); case("argsort", lambda x: torch.argsort(x, dim=0, descending=True, stable=True), V(2, nan, 1, 2, inf), axis=0, descending=True)

# shapes
for card, call, attributes in [
    ("reshape", lambda x: x.reshape(4, -1), {"shape": [4, -1]}), ("permute", lambda x: x.permute(2, 0, 1), {"axes": [2, 0, 1]}), ("transpose", lambda x: x.transpose(0, -1), {"first": 0, "second": -1}), ("unsqueeze", lambda x: x.unsqueeze(-1), {"axis": -1}),
    ("expand", lambda x: x.expand(5, 2, 3, 4), {"shape": [5, 2, 3, 4]}), ("flip", lambda x: x.flip(0, 2), {"axes": [0, 2]}), ("fliplr", torch.fliplr, {}), ("flipud", torch.flipud, {}), ("roll", lambda x: x.roll((1, -2), (0, 2)), {"shifts": [1, -2], "axes": [0, 2]}), ("roll", lambda x: x.roll(5), {"shifts": 5, "axes": None}),
    ("repeat", lambda x: x.repeat(2, 1, 3), {"repeats": [2, 1, 3]}), ("repeat", lambda x: x.repeat(2, 1, 1, 2), {"repeats": [2, 1, 1, 2]}), ("repeat_interleave", lambda x: x.repeat_interleave(2, 1), {"repeats": 2, "axis": 1}), ("repeat_interleave", lambda x: x.repeat_interleave(I(1, 0, 2), 1), {"repeats": [1, 0, 2], "axis": 1}), ("repeat_interleave", lambda x: x.repeat_interleave(2), {"repeats": 2, "axis": None}),
    ("tril", lambda x: x.tril(1), {"diagonal": 1}), ("triu", lambda x: x.triu(-1), {"diagonal": -1}), ("diagonal", lambda x: x.diagonal(1, 2, 1), {"offset": 1, "axis1": 2, "axis2": 1}), ("diagonal", lambda x: x.diagonal(-1), {"offset": -1}), ("diag_embed", lambda x: torch.diag_embed(x, 1, 0, 2), {"offset": 1, "axis1": 0, "axis2": 2}), ("diag_embed", lambda x: torch.diag_embed(x, -2), {"offset": -2}), ("diagflat", lambda x: torch.diagflat(x, -1), {"offset": -1}),
    ("unfold_windows", lambda x: x.unfold(2, 2, 2), {"axis": 2, "size": 2, "step": 2}), ("unfold_windows", lambda x: x.unfold(1, 2, 1), {"axis": 1, "size": 2, "step": 1}), ("pad", lambda x: F.pad(x, (1, 2, 0, 1), value=3.5), {"pads": [1, 2, 0, 1], "mode": "constant", "value": 3.5}), ("pad", lambda x: F.pad(x, (-1, 2)), {"pads": [-1, 2], "mode": "constant"}),
    ("pad", lambda x: F.pad(x, (3, 1), mode="reflect"), {"pads": [3, 1], "mode": "reflect"}), ("pad", lambda x: F.pad(x, (2, 1), mode="replicate"), {"pads": [2, 1], "mode": "replicate"}), ("pad", lambda x: F.pad(x, (2, 3), mode="circular"), {"pads": [2, 3], "mode": "circular"}), ("pad", lambda x: F.pad(x[None], (1, 1, 2, 1), mode="reflect")[0], {"pads": [1, 1, 2, 1], "mode": "reflect"}),
    ("as_strided", lambda x: x.as_strided((2, 3), (1, 2), 1), {"shape": [2, 3], "strides": [1, 2], "offset": 1}), ("slice", lambda x: x[1:2, :, 1:4:2], {"starts": [1, 0, 1], "stops": [2, 3, 4], "steps": [1, 1, 2]}),
] + [("rot90", lambda x, k=k: torch.rot90(x, k, (1, 2)), {"k": k, "axes": [1, 2]}) for k in (1, 2, 3, -1)]:
    case(card, call, M, **attributes)
case("squeeze", lambda x: x.squeeze(), N(1, 3, 1), axes=None); case("squeeze", lambda x: x.squeeze(0), N(1, 3, 1), axes=[0]); case("squeeze", lambda x: x.squeeze(1), N(1, 3, 1), axes=[1]); case("expand", lambda x: x.expand(2, 3, 4), N(3, 1), shape=[2, 3, 4]); case("expand", lambda x: x.expand(-1, 4), N(3, 1), shape=[-1, 4])
case("cat", lambda *t: torch.cat(t, 1), N(2, 3), N(2, 1), N(2, 2), axis=1); case("block_diag", torch.block_diag, N(2, 3), N(2), N()); case("torch_as_strided_scatter", lambda x, s: torch.as_strided_scatter(x, s, (2, 2), (1, 2), 1), N(2, 4), N(2, 2), shape=[2, 2], strides=[1, 2], offset=1)

# indexing
X3 = N(3, 4, 2)
case("gather", lambda x, i: x.gather(1, i), X3, torch.tensor([[[0, 3], [2, 2]], [[1, 1], [0, 3]]]), axis=1)
for card, call in {"scatter": torch.scatter, "scatter_add": torch.scatter_add}.items(): case(card, lambda x, i, s: call(x, 1, i, s), N(2, 3), torch.tensor([[0, 2], [1, 0]]), N(2, 2), axis=1)
case("scatter_add", lambda x, i, s: torch.scatter_add(x, 0, i, s), N(3), I(0, 0, 2, 0), N(4), axis=0)
for reduce in ("sum", "prod", "mean", "amax", "amin"):
    for include_self in (True, False):
        at = {"axis": 1, "reduce": reduce, "include_self": include_self}
        case("scatter_reduce", lambda x, i, s: torch.scatter_reduce(x, 1, i, s, reduce, include_self=include_self), N(2, 3), torch.tensor([[0, 2, 0], [1, 1, 1]]), N(2, 3), **at)
        case("scatter_reduce", lambda x, i, s: torch.scatter_reduce(x, 1, i, s, reduce, include_self=include_self), V(0, 2, 3, 1, 5, 2).reshape(2, 3), torch.tensor([[0, 2, 0], [1, 1, 1]]), V(3, 3, 3, 5, 0, 5).reshape(2, 3), **at)
        if reduce == "prod": cases[-1]["second"] = None  # beside zeros the products are constants here
        if reduce != "sum": case("index_reduce", lambda x, i, s: torch.index_reduce(x, 1, i, s, reduce, include_self=include_self), N(2, 3), I(2, 0, 2), N(2, 3), **at)
i, j = torch.tensor([[0, 2], [-1, 0]]), I(1, 3)
for axes, call, arrays in [([0], lambda x, i: x[i], [i]), ([1], lambda x, j: x[:, j], [j]), ([0, 1], lambda x, i, j: x[i, j], [i, j]), ([1, 2], lambda x, a, b: x[:, a, b], [j, I(0, 1)]), ([0, 2], lambda x, a, b: x[a, :, b], [j - 1, I(0, 1)])]:
    case("index", lambda x, *t: call(x, *t), X3, *arrays, axes=axes)
    for accumulate in (False, True):
        slots = [slice(None)] * 3
        for axis, one in zip(axes, arrays): slots[axis] = one
        def write(x, values, *_):
            if accumulate: return accumulated(x, slots, values)
            y = x.clone(); y[tuple(slots)] = values
            return y
        def accumulated(x, slots, values):
            flat = torch.arange(x.numel()).reshape(x.shape)[tuple(slots)]
            return x.reshape(-1).index_add(0, flat.reshape(-1), values.expand(flat.shape).reshape(-1)).reshape(x.shape)
        if not accumulate and axes == [0]: continue  # repeated places: which write stands is not defined
        case("index_put", write, X3, N(*X3[tuple(slots)].shape), *arrays, axes=axes, accumulate=accumulate)
case("masked_scatter", lambda x, m, s: torch.masked_scatter(x, m, s), N(2, 3), torch.tensor([True, False, True]), N(5)); case("put", lambda x, i, s: torch.put(x, i, s, accumulate=True), N(2, 3), I(4, 0, 4), N(3), accumulate=True); case("put", torch.put, N(2, 3), I(4, -6), N(2))
case("select_scatter", lambda x, s: torch.select_scatter(x, s, 1, -2), X3, N(3, 2), axis=1, index=-2); case("slice_scatter", lambda x, s: torch.slice_scatter(x, s, 1, 1, None, 2), X3, N(3, 2, 2), axis=1, start=1, end=None, step=2); case("diagonal_scatter", lambda x, s: torch.diagonal_scatter(x, s, -1, 0, 1), X3, N(2, 2), offset=-1, axis1=0, axis2=1)
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
