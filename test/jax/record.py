"""Records what real JAX prints: one line of NAME.txt is one program.

    python test/jax/record.py [NAME …]        (needs jax 0.10 on the CPU; writes NAME.json)
"""
import contextlib, io, json, pathlib, sys, warnings
import jax

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
HEAD = "import jax\nimport jax.numpy as jnp\nfrom jax import lax, random, grad, jit, vmap, vjp, jvp\nfrom functools import partial\n"

def run(source):
    """stdout and the uncaught exception."""
    out = io.StringIO()
    error = None
    jax.config.update("jax_enable_x64", False)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "program", "exec"), {"__name__": "__main__"})
            jax.effects_barrier()
        except Exception as e:
            error = f"{type(e).__name__}: {e}"
    return {"stdout": out.getvalue(), "error": error}

only = sys.argv[1:]
for text in sorted(here.glob("*.txt")):
    if only and text.stem not in only:
        continue
    cases = [line.replace("\\n", "\n") for line in text.read_text().split("\n") if line and not line.startswith("#")]
    text.with_suffix(".json").write_text(json.dumps([{"code": code, **run(HEAD + code + "\n")} for code in cases], indent=0) + "\n")
