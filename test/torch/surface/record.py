"""Records what real PyTorch prints for the programs of *.txt here, which a line of three dashes divides.

    python test/torch/surface/record.py        (needs torch 2.13 on the CPU; writes surface.json)
"""
import contextlib, io, json, pathlib, warnings
import torch

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent
HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\nimport torch.optim as optim\nimport copy, math\nimport numpy as np\ntorch.manual_seed(0)\n"

def run(source):
    """stdout and the last line of the traceback."""
    out, error = io.StringIO(), None
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default")
    torch.set_printoptions(sci_mode=None)
    torch.set_grad_enabled(True)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "program", "exec"), {"__name__": "__main__"})
        except Exception as e:
            error = f"{type(e).__name__}: {e}".split("\nException raised from")[0]
    return {"stdout": out.getvalue(), "error": error}

cases = [(p.stem, code.strip()) for p in sorted(here.glob("*.txt")) for code in p.read_text().split("\n---\n") if code.strip()]
(here / "surface.json").write_text(json.dumps([{"group": group, "code": code, **run(HEAD + code + "\n")} for group, code in cases], indent=0) + "\n")
