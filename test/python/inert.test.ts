import * as assert from "node:assert/strict";
import { run, shown } from "./interpreter.js";

describe("modules that show or report", () => {
  const cases: readonly (readonly [what: string, source: string, prints: string])[] = [
    ["plotting is absorbed", "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(1, 2, figsize=(3, 4))\nax[0].plot([1, 2], label='x')\nplt.legend(); plt.show()\nprint('ok')\n", "ok\n"],
    ["axes are an array of their shape", "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 3)\nprint(axes.shape, len(axes), len(axes[0]), len(axes[:, 0]), sum(1 for a in axes.flat), sum(1 for a in axes.ravel()))\nfig, (a, b) = plt.subplots(1, 2)\nfig, ((a, b), (c, d)) = plt.subplots(nrows=2, ncols=2)\nfor i, row in enumerate(axes):\n    for ax in row: ax.plot([i])\n", "(2, 3) 2 3 2 6 6\n"],
    ["colours beside numbers go on as long as those do", "import matplotlib.pyplot as plt, seaborn as sns\nfor c, x in zip(plt.rcParams['axes.prop_cycle'], [1, 2]): print(x)\nfor c, x in zip(sns.color_palette('hls', 8), range(2)): print(x)\nprint(sum(1 for c in plt.cm.viridis([0.1, 0.2, 0.3])))\n", "1\n2\n0\n1\n3\n"],
    ["what a bar writes is output", "from tqdm import tqdm\nfor i in tqdm(iterable=[1]): tqdm.write(f'epoch {i}')\n", "epoch 1\n"],
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

describe("notebooks as files", () => {
  it("run past commands, with a note for each, and know IPython's two names", async () => {
    const finished = await run("%matplotlib inline\nget_ipython().system('ls')\nx = 2\ndisplay(x)\n%time y = x + 1\nprint(y)\n");
    assert.equal(shown(finished), "3\n");
    assert.deepEqual(finished.problems.map(({ code, span }) => [code, span.start]), [["notebook-command", 0], ["notebook-command", 63]]);
  });

  it("a plain program does not know IPython's names", async () => {
    assert.equal(shown(await run("try:\n    get_ipython()\nexcept NameError as e:\n    print(e)\n")), "name 'get_ipython' is not defined\n");
  });
});
