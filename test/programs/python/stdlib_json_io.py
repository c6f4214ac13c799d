"""Configuration and checkpoints as a script keeps them: json, io, textwrap, string templates."""
import io
import json
import os
import sys
import textwrap
from datetime import datetime, timedelta
from pathlib import Path

config = {"model": {"hidden": [16, 8], "dropout": 0.1, "bias": True, "name": None}, "lr": 1e-3, "tags": ["a", "b\n", "é"]}
print(json.dumps({"big": 10**20}))
text = json.dumps(config)
print(text)
print(json.dumps(config, indent=2, sort_keys=True))
back = json.loads(text)
print(back == config, type(back["lr"]).__name__, back["model"]["name"])
print(json.dumps([1.0, 1e100, -0.0, 1e-7, float("inf")], separators=(",", ":")), json.dumps("ü", ensure_ascii=False), json.dumps({1: 2, None: 3, True: 4}))
for bad in ('{"a": }', '[1, 2', '{"a": 1} x', ''):
    try:
        json.loads(bad)
    except json.JSONDecodeError as e:
        print("JSONDecodeError:", e)
try:
    json.dumps({"s": {1, 2}})
except TypeError as e:
    print("TypeError:", e)
print(json.loads('{"x": [1, 2.5, true, null, "\\u00e9\\n"]}'))


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


print(json.dumps({"s": {3, 1, 2}}, cls=Encoder), json.dumps({"p": Path("a")}, default=str))

buffer = io.StringIO()
buffer.write("epoch,loss\n")
for i in range(3):
    print(i, 1 / (i + 1), sep=",", file=buffer)
print(buffer.getvalue(), end="")
buffer.seek(0)
rows = [line.strip().split(",") for line in buffer][1:]
print(rows, sum(float(r[1]) for r in rows))
with io.StringIO("one\ntwo\nthree") as f:
    print(f.readline().strip(), f.readlines(), repr(f.read()))

print(textwrap.dedent("""
    def f():
        return 1
    """).strip())
print(textwrap.fill("gradients flow back along the tape that the forward pass has written", width=24))
print(textwrap.indent("a\nb", "> "), textwrap.shorten("a long sentence with words", 15))
p = Path("runs") / "exp1" / "model.tar.gz"
print(p, p.name, p.stem, p.suffix, p.parent, p.parts, p.with_suffix(".pt"), p.exists())
print(os.path.join("a", "b.txt"), os.path.splitext("x/y.tar.gz"), os.path.basename("/q/w.e"))
d = datetime(2024, 2, 28, 13, 5) + timedelta(days=2, hours=3)
print(d, d.isoformat(), d.strftime("%Y-%m-%d %H:%M:%S"), (d - datetime(2024, 1, 1)).days, timedelta(seconds=3725))
sys.stdout.write("written\n")
print("to stderr", file=sys.stderr)
