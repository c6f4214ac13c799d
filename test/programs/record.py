"""Records what real Python says about the programs of this folder, as NAME.json beside NAME.py.

    python test/programs/record.py [--all] [TEXT…]      (needs torch 2.13 on the CPU, numpy 2.4, jax 0.10)

Only programs without an answer, or changed after it, unless --all; with TEXT only paths that contain one of the texts.
An answer: {"stdout", "error", "variables": {PATH: {dtype, shape, value, grad}}}, by the contract of `gradient-lens eval --json`.
Arrays above 64 elements are summaries. Every program runs in a process of its own, forked after the imports that take long.
"""
import contextlib, io, json, math, os, pathlib, sys, time, warnings
import numpy as np
import torch

LIMIT = 64
here = pathlib.Path(__file__).parent


def number(v):
    if isinstance(v, float) and not math.isfinite(v):
        return "nan" if v != v else ("inf" if v > 0 else "-inf")
    return float(f"{v:.17g}") if isinstance(v, float) else v


def nested(v):
    return [nested(x) for x in v] if isinstance(v, list) else number(v)


def array(a, digits):
    """Digits beyond the type's own are left out: the files stay small."""
    short = (lambda v: v if digits is None or not isinstance(v, float) or not math.isfinite(v) else float(f"{v:.{digits}g}"))
    every = lambda v: [every(x) for x in v] if isinstance(v, list) else short(v)
    if a.size <= LIMIT:
        return nested(every(a.tolist()))
    flat = a.reshape(-1).astype("float64")
    return {"summary": {"numel": int(a.size), "sum": number(short(float(flat.sum()))), "abs_sum": number(short(float(abs(flat).sum()))), "first": nested(every(flat[:8].tolist()))}}


def describe(v):
    jax = sys.modules.get("jax")
    if isinstance(v, torch.Tensor):
        if v.is_complex() or v.is_sparse:
            return None
        digits = None if v.dtype == torch.float64 else 9
        as_np = lambda t: t.detach().clone().to(torch.float64 if t.is_floating_point() else t.dtype).numpy()
        grad = v.grad if (v.is_leaf or v.retains_grad) else None
        return {"dtype": str(v.dtype)[6:], "shape": list(v.shape), "value": array(as_np(v), digits), "grad": None if grad is None else array(as_np(grad), digits)}
    if isinstance(v, (np.ndarray, np.generic)) or (jax and isinstance(v, jax.Array)):
        try:
            a = np.asarray(v)
        except TypeError:
            return None  # a typed key
        if a.dtype.kind not in "fiub":
            return None
        return {"dtype": str(a.dtype), "shape": list(a.shape), "value": array(a, None if a.dtype == np.float64 else 9), "grad": None}
    if isinstance(v, (bool, int, float)):
        return {"dtype": type(v).__name__, "shape": [], "value": number(v) if isinstance(v, float) or abs(v) < 2**53 else str(v), "grad": None}
    return None


def collect(name, v, out, depth=0):
    record = describe(v)
    if record is not None:
        out[name] = record
    elif isinstance(v, torch.nn.Module):
        for k, p in list(v.named_parameters()) + list(v.named_buffers()):
            if (record := describe(p)) is not None:
                out[f"{name}.{k}"] = record
    elif depth < 2 and isinstance(v, (list, tuple)) and len(v) <= LIMIT:
        for i, x in enumerate(v):
            collect(f"{name}[{i}]", x, out, depth + 1)
    elif depth < 2 and isinstance(v, dict) and len(v) <= LIMIT:
        for k, x in v.items():
            if isinstance(k, (str, int)):
                collect(f"{name}[{k!r}]", x, out, depth + 1)


def run(source):
    scope, stdout, error = {"__name__": "__main__"}, io.StringIO(), None
    with contextlib.redirect_stdout(stdout):
        try:
            exec(compile(source, "program.py", "exec"), scope)
        except BaseException as e:
            error = f"{type(e).__name__}: {e}"
    variables = {}
    for k, v in scope.items():
        if not k.startswith("__"):
            collect(k, v, variables)
    return {"stdout": stdout.getvalue(), "error": error, "variables": variables}


if __name__ == "__main__":
    texts = [text for text in sys.argv[1:] if text != "--all"]
    for path in sorted(here.rglob("*.py")):
        answer = path.with_suffix(".json")
        name = str(path.relative_to(here))
        if path == pathlib.Path(__file__) or (texts and not any(text in name for text in texts)):
            continue
        if "--all" not in sys.argv and answer.exists() and answer.stat().st_mtime >= path.stat().st_mtime:
            continue
        started = time.time()
        child = os.fork()
        if child == 0:
            warnings.simplefilter("ignore")
            sys.argv = ["program.py"]
            sys.stderr = io.StringIO()
            record = run(path.read_text())
            answer.write_text(json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n")
            print(f"{name}: {time.time() - started:.1f} s{'' if record['error'] is None else ', ' + record['error'][:200]}", flush=True)
            os._exit(0)
        os.waitpid(child, 0)
