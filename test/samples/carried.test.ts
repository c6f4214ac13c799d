/** A text whose comments and blanks are edited: what is carried over is what a run of the new text says. */
import assert from "node:assert/strict";
import type { Analysis } from "../../src/engine/engine.js";
import { DEFAULT_LIMITS, type Subject } from "../../src/engine/worker/protocol.js";
import { keepAnalyses } from "../../src/engine/worker/analyses.js";
import { SAMPLES, sampleText, theEngine } from "./engine.js";

const about = (text: string, version = 1): Subject => ({ document: "carried.py", version, text, language: "python", region: null, files: [], limits: { ...DEFAULT_LIMITS, milliseconds: 20_000 }, wholeArrays: 64 });

/** Each edit of one line: a comment behind it, blanks behind it, a letter in and out of a comment it has. */
function* edits(text: string): Generator<string> {
  let at = 0;
  for (const line of text.split("\n")) {
    const end = at + line.length;
    const put = (from: number, to: number, inserted: string): string => text.slice(0, from) + inserted + text.slice(to);
    yield put(end, end, "  # ∂ (1, 'x')");
    yield put(end, end, " ");
    const comment = line.indexOf("#");
    if (comment >= 0) {
      yield put(at + comment + 1, at + comment + 1, "é");
      yield put(at + comment + 1, end, "");
      yield put(at + comment, end, "");
    }
    at = end + 1;
  }
}

const PYTHON = SAMPLES.filter((name) => name.endsWith(".py"));

describe("comments and blanks", () => {
  for (const name of PYTHON)
    it(`${name}: what is carried is the report of the new text, and every hover's`, async () => {
      const engine = await theEngine();
      const text = sampleText(name);
      const before = engine.analyze(about(text));
      let carried = 0;
      for (const [index, edited] of [...edits(text)].entries()) {
        const kept = engine.carried(before, about(edited));
        if (kept === null) continue;
        carried++;
        // Every seventh: a run each.
        if (index % 7 !== 0) continue;
        const fresh: Analysis = engine.analyze(about(edited));
        assert.deepEqual(kept.report, fresh.report, edited);
        for (let offset = 0; offset < edited.length; offset += 29) assert.deepEqual(kept.inspect(offset), fresh.inspect(offset), `${offset}: ${edited}`);
        if (index % 35 === 0) {
          assert.equal(kept.explain(), fresh.explain());
          assert.deepEqual(kept.graph(), fresh.graph());
        }
      }
      assert.ok(carried > text.split("\n").length, `${carried}`);
    });

  it("any edit that could matter is a run: code, lines, text in quotes, the middle of an expression, what cannot be read", async () => {
    const engine = await theEngine();
    const text = '# top\nimport torch\nw = torch.tensor(3.0, requires_grad=True)  # w\nname = "a # b"\nL = (w *  # twice\n     w)\nL.backward()\n';
    const before = engine.analyze(about(text));
    const changed = (from: string, to: string): Analysis | null => {
      assert.ok(text.includes(from));
      return engine.carried(before, about(text.replace(from, to)));
    };
    assert.notEqual(changed("# w", "# width"), null);
    assert.notEqual(changed("# top", "# the top"), null);
    for (const [from, to] of [["# top", "# In [1]"], ["3.0", "3.5"], ["# w\n", "\n# w\n"], ["# w\n", "# w\n\n"], ["a # b", "a # c"], ["# twice", "# two"], ["w *", "w  *"], ["L.backward()", "L.backward("], ["  # w", "  w"], ["import torch", " import torch"]] as const)
      assert.equal(changed(from, to), null, `${from} → ${to}`);
  });

  it("a comment typed letter by letter runs the program once; its next line of code runs it again", async () => {
    const engine = await theEngine();
    let runs = 0;
    const analyses = keepAnalyses({ ...engine, analyze: (...asked) => { runs++; return engine.analyze(...asked); } });
    const text = sampleText("mlp_cross_entropy.py");
    let version = 0;
    const at = text.indexOf("\n", text.indexOf("lr = 0.1"));
    const typed = "  # the rate";
    let report = analyses.of(about(text, ++version)).report;
    for (let length = 1; length <= typed.length; length++) report = analyses.of(about(text.slice(0, at) + typed.slice(0, length) + text.slice(at), ++version)).report;
    assert.equal(runs, 1);
    const last = text.slice(0, at) + typed + text.slice(at);
    assert.deepEqual(report, engine.analyze(about(last)).report);
    analyses.of(about(last.replace("0.1", "0.2"), ++version));
    assert.equal(runs, 2);
  });
});

const BACKWARD = ".backward()";

describe("edits behind a region", () => {
  for (const name of PYTHON.filter((sample) => sampleText(sample).includes(BACKWARD)))
    it(`${name}: a pin before them needs no run, and has what a run of the new text gives`, async () => {
      const engine = await theEngine();
      const text = sampleText(name);
      const end = text.indexOf(BACKWARD);
      const lineEnd = text.indexOf("\n", end);
      const region = { start: text.lastIndexOf("\n\n", end) + 1, end: lineEnd };
      const whole = `${text.trimEnd()}\nlast = 1.5\n`;
      const before = engine.analyze({ ...about(whole), region });
      assert.ok(before.report.target);
      for (const edited of [whole.replace("last = 1.5", "last = 2.75"), `${whole}more = last * 2\n`, whole.replace("last = 1.5\n", "last = 1.5  # so\n\nfor i in range(3):\n    last += i\n")]) {
        const subject = { ...about(edited), region };
        const kept = engine.carried(before, subject);
        assert.ok(kept, edited.slice(lineEnd));
        const fresh = engine.analyze(subject);
        assert.deepEqual(kept.report, fresh.report);
        for (let offset = 0; offset < edited.length; offset += 29) assert.deepEqual(kept.inspect(offset), fresh.inspect(offset), `${offset}`);
        assert.deepEqual(kept.graph(), fresh.graph());
      }
    });

  it("is a run where what stands in the region goes on, may be a notebook or cannot be read", async () => {
    const engine = await theEngine();
    const text = "import torch\nw = torch.tensor(3.0, requires_grad=True)\nif w > 2:\n    L = w * w\nx = 1\ny = 2\n";
    const region = { start: 0, end: text.indexOf("x = 1") - 1 };
    const before = engine.analyze({ ...about(text), region });
    assert.ok(before.report.target);
    const changed = (edited: string): Analysis | null => engine.carried(before, { ...about(edited), region });
    assert.notEqual(changed(text.replace("y = 2", "y = 3")), null);
    for (const edited of [text.replace("y = 2", "y = ("), text.replace("y = 2", "# In [1]"), text.replace("y = 2", "%time y"), text.replace("x = 1", "else:\n    L = w"), text.replace("x = 1", "    L = w"), text.replace("w * w", "w * 2"), text.replace("import torch", "import torch ")])
      assert.equal(changed(edited), null, edited);
  });

  it("a formula in prose is not run again for prose behind it, but for its own text and a definition before it", async () => {
    const engine = await theEngine();
    const text = "a = 2\n\nL = a * x^2\nx = 3\n\nProse.\n";
    const region = { start: text.indexOf("L ="), end: text.indexOf("\n\nProse") };
    const prose = (edited: string): Subject => ({ ...about(edited), language: "text", document: "notes.md", region });
    const before = engine.analyze(prose(text));
    assert.ok(before.report.target);
    const more = prose(text.replace("Prose.", "More\nprose, b = 7."));
    const kept = engine.carried(before, more);
    assert.ok(kept);
    const fresh = engine.analyze(more);
    assert.deepEqual(kept.report, fresh.report);
    for (let offset = 0; offset < more.text.length; offset++) assert.deepEqual(kept.inspect(offset), fresh.inspect(offset));
    assert.equal(kept.explain(), fresh.explain());
    for (const edited of [text.replace("a = 2", "a = 5"), text.replace("x = 3", "x = 4")]) assert.equal(engine.carried(before, prose(edited)), null);
  });
});
