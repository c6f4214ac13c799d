"""Runs each line of cases.txt (\\n in it begins a new line) in real NumPy and records what it prints, or the last line of its traceback.

python record.py cases.txt > cases.json
"""
import json
import subprocess
import sys

RUN = """
import sys, warnings
warnings.simplefilter('ignore')
import numpy as np
try:
    exec(compile(open(0).read(), 'case', 'exec'))
except Exception as error:
    sys.exit(f'{type(error).__name__}: {error}')
"""
cases = []
for line in open(sys.argv[1]).read().splitlines():
    if not line.strip():
        continue
    line = line.replace("\\n", "\n")
    done = subprocess.run([sys.executable, "-c", RUN], input=line, capture_output=True, text=True)
    error = done.stderr.rstrip("\n") if done.returncode else None
    cases.append({"code": line, "stdout": done.stdout, "error": error})
json.dump(cases, sys.stdout, indent=0, ensure_ascii=False)
