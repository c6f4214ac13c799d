"""Runs each line of cases.txt (\\n in it begins a new line) in real JAX and records what it prints, or its exception.

python record.py cases.txt > cases.json
"""
import contextlib
import io
import json
import sys
import warnings

import jax
import jax.numpy as jnp
import numpy as np

warnings.simplefilter("ignore")
cases = []
for line in open(sys.argv[1]).read().splitlines():
    if not line.strip():
        continue
    line = line.replace("\\n", "\n")
    out, error = io.StringIO(), None
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(line, "case", "exec"), {"jax": jax, "jnp": jnp, "np": np})
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}".splitlines()[0]
    jax.config.update("jax_enable_x64", False)
    cases.append({"code": line, "stdout": out.getvalue(), "error": error})
json.dump(cases, sys.stdout, indent=0, ensure_ascii=False)
