import * as assert from "node:assert/strict";
import { run, shown } from "./interpreter.js";

describe("modules that show or report", () => {
  const cases: readonly (readonly [what: string, source: string, prints: string])[] = [
    ["plotting is absorbed", "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(1, 2, figsize=(3, 4))\nax[0].plot([1, 2], label='x')\nplt.legend(); plt.show()\nprint('ok')\n", "ok\n"],
    ["a progress bar hands its elements on", "from tqdm import tqdm, trange\nbar = tqdm(range(3), desc='d')\nfor i in bar:\n    bar.set_description(f'{i}')\n    bar.set_postfix(loss=i)\nprint([i for i in trange(2)], len(bar))\n", "[0, 1] 3\n"],
    ["logging is absorbed", "import logging\nlog = logging.getLogger(__name__)\nlogging.basicConfig(level=logging.INFO)\nlog.info('x %d', 1)\nprint('ok')\n", "ok\n"],
    ["a writer is a context", "from torch.utils.tensorboard import SummaryWriter\nwith SummaryWriter('d') as w:\n    w.add_scalar('a', 1, 2)\nprint('ok')\n", "ok\n"],
    ["a guarded import takes its other way", "try:\n    import cupy as xp\nexcept ImportError:\n    xp = None\nprint(xp)\n", "None\n"],
    ["the clock stands still", "import time\nstart = time.time()\nprint(f'{time.time() - start:.1f}')\n", "0.0\n"],
    ["hints are not evaluated", "def f(a: 'Unknown', b: list[int] = []) -> Missing:\n    x: Nope = 3\n    return a\nprint(f(1))\n", "1\n"],
  ];
  for (const [what, source, prints] of cases) {
    it(what, async () => {
      const finished = await run(source);
      assert.equal(shown(finished), prints);
      assert.deepEqual(finished.problems, []);
    });
  }
});
