"""Records what real PyTorch prints: one line of a NAME.txt is one program, one file of programs/ another.

    python test/torch/record.py [NAME…]        (needs torch 2.13 on the CPU; writes NAME.json and programs.json)
"""
import contextlib, io, json, pathlib, sys, warnings
import torch

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent

def run(source):
    """stdout and the last line of the traceback."""
    out = io.StringIO()
    error = None
    torch.set_default_dtype(torch.float32)
    torch.set_printoptions(profile="default")
    torch.set_grad_enabled(True)
    torch.autograd.set_detect_anomaly(False)
    torch.distributions.Distribution.set_default_validate_args(True)
    torch.manual_seed(0)
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "program", "exec"), {"__name__": "__main__"})
        except Exception as e:
            error = f"{type(e).__name__}: {e}".split("\nException raised from")[0]
    return {"stdout": out.getvalue(), "error": error}

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
only = sys.argv[1:]
for text in sorted(here.glob("*.txt")):
    if only and text.stem not in only:
        continue
    cases = [line.replace("\\n", "\n") for line in text.read_text().split("\n") if line and not line.startswith("#")]
    text.with_suffix(".json").write_text(json.dumps([{"code": code, **run(HEAD + code + "\n")} for code in cases], indent=0) + "\n")
if only:
    sys.exit()
programs = sorted((here / "programs").glob("*.py"))
(here / "programs.json").write_text(json.dumps([{"name": p.stem, "source": p.read_text(), **run(p.read_text())} for p in programs], indent=0) + "\n")
