/** Texts that are edited again and again at one place: a run that goes on from a beginning run ahead says what a run of the whole text says. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../src/engine/engine.js";
import { DEFAULT_LIMITS, type Subject } from "../../src/engine/worker/protocol.js";
import { newEngine, SAMPLES, sampleText } from "./engine.js";

const PATIENT = { ...DEFAULT_LIMITS, milliseconds: 1e12 };
const about = (document: string, text: string, rest: Partial<Subject> = {}): Subject => ({ document, version: 1, text, language: "python", region: null, files: [], limits: PATIENT, wholeArrays: 64, ...rest });

/** An engine whose clock goes on by 20 ms whenever it is looked at, so that any beginning is worth it. */
async function slow(): Promise<{ readonly engine: Engine; readonly looks: () => number; readonly hurry: (is: boolean) => void }> {
  let looks = 0;
  let isHurried = false;
  const engine = await newEngine(() => (isHurried ? Number.POSITIVE_INFINITY : ++looks * 20));
  return { engine, looks: () => looks, hurry: (is) => { isHurried = is; } };
}

/** What people do to a line: another number, half a call, a new line behind it, gone, other words. */
const edits: readonly ((line: string) => string)[] = [
  (line) => line.replace(/\d(?!.*\d)/, (digit) => String((Number(digit) + 1) % 10)),
  (line) => `${line}(`,
  (line) => `${line}\nprobe = 1.5`,
  () => "",
  (line) => `${line} + 0.25`,
  (line) => `"""${line}`,
  (line) => `if True:\n    ${line}`,
];

/** Lines at which a statement begins: a few, spread over the text, the last one with them. */
function places(lines: readonly string[]): number[] {
  const beginnings = lines.flatMap((line, i) => (/^[A-Za-z_]/.test(line) && !/^(else|elif|except|finally)\b/.test(line) ? [i] : []));
  return [0.3, 0.6, 1].map((share) => beginnings[Math.ceil(share * (beginnings.length - 1))]!);
}

async function agree(name: string, text: string): Promise<number> {
  const [ahead, fresh] = [await slow(), await slow()];
  const lines = text.split("\n");
  let saved = 0;
  for (const [turn, at] of places(lines).entries()) {
    for (let step = 0; step < 3; step++) {
      const edit = edits[(turn * 3 + step + name.length) % edits.length]!;
      const edited = step === 2 ? text : lines.map((line, i) => (i === at ? edit(line) : line)).join("\n");
      const [before, beforeFresh] = [ahead.looks(), fresh.looks()];
      const { report } = ahead.engine.analyze(about(name, edited));
      const whole = fresh.engine.analyze(about(`${name}${turn}${step}`, edited));
      assert.deepEqual(report, whole.report, `${name}, line ${at + 1}: ${lines[at]} → ${edit(lines[at]!)}`);
      saved += fresh.looks() - beforeFresh - (ahead.looks() - before);
      ahead.engine.prepare();
    }
  }
  return saved;
}

const FOLDER = join(process.cwd(), "test/programs");
const PROGRAMS = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py") && path !== "record.py").sort();

describe("head start", () => {
  for (const name of SAMPLES.filter((sample) => sample.endsWith(".py")))
    it(`${name}: edited at one place, what follows is run, and the report is that of the whole text`, async function () {
      this.timeout(120_000);
      assert.ok((await agree(name, sampleText(name))) > 0);
    });

  // A tenth of the programs, others every day; CHECK_ALL=1: all.
  for (const name of PROGRAMS.filter((_, i) => process.env.CHECK_ALL !== undefined || i % 10 === new Date().getDate() % 10))
    it(`${name}: likewise`, async function () {
      this.timeout(120_000); // eighteen runs
      await agree(name, readFileSync(join(FOLDER, name), "utf8"));
    });

  const TRAINING = "w = 1.0\nfor step in range(20000):\n    w = w - 0.0001 * 2 * (w - 3)\nL = (w - 2) ** 2\n";

  it("a change behind a long loop does not run the loop again; one before it does", async () => {
    const { engine, looks } = await slow();
    const cost = (text: string): number => {
      const before = looks();
      engine.analyze(about("t.py", text));
      return looks() - before;
    };
    const whole = cost(TRAINING);
    cost(TRAINING.replace("- 2)", "- 2.5)"));
    engine.prepare();
    assert.ok(cost(TRAINING.replace("- 2)", "- 2.25)")) < whole / 5);
    assert.ok(cost(TRAINING.replace("- 2)", "- 2.125)")) > whole / 2, "what was run ahead is used up");
    engine.prepare();
    assert.ok(cost(TRAINING.replace("1.0", "1.5")) > whole / 2);
    engine.prepare();
    assert.ok(cost(TRAINING.replace("1.0", "1.25")) > whole / 2, "nothing stands before the first line");
  });

  it("stops when somebody asks, and begins again later", async () => {
    const { engine, looks, hurry } = await slow();
    engine.analyze(about("t.py", TRAINING));
    engine.analyze(about("t.py", `${TRAINING}# x\ny = w * 2\n`));
    hurry(true);
    engine.prepare();
    hurry(false);
    engine.prepare();
    const before = looks();
    engine.analyze(about("t.py", `${TRAINING}# x\ny = w * 2.5\n`));
    assert.ok(looks() - before < 20);
  });

  it("a run that has no time from its beginning ends at its first look at the clock", async () => {
    const { engine, hurry } = await slow();
    hurry(true);
    assert.deepEqual(engine.analyze(about("t.py", TRAINING)).report.problems.map(({ code }) => code), ["time-limit"]);
  });

  it("another document, other files, other bounds: nothing is taken over; a region may grow", async () => {
    const files = (text: string): Subject["files"] => [{ name: "helper", path: "helper.py", isPackage: false, near: true, text }];
    const text = "from helper import scale\nfor i in range(3000):\n    scale = scale * 1.0\nL = scale * 2\n";
    const { engine } = await slow();
    const ask = (edited: string, rest: Partial<Subject>): unknown => engine.analyze(about("t.py", edited, rest)).report.variables.find(({ name }) => name === "L")?.value.values;
    ask(text, { files: files("scale = 1.5\n") });
    assert.deepEqual(ask(text.replace("* 2", "* 4"), { files: files("scale = 1.5\n") }), [6]);
    engine.prepare();
    assert.deepEqual(ask(text.replace("* 2", "* 8"), { files: files("scale = 2.5\n") }), [20]);
    const region = (length: number): Partial<Subject> => ({ files: files("scale = 2.5\n"), region: { start: 0, end: length } });
    engine.prepare();
    const longer = text.replace("* 2", "* 16");
    assert.deepEqual(ask(longer, region(longer.length)), [40]);
  });

  it("what a beginning has done to a framework's own classes is not kept for others to see", async () => {
    const { engine } = await slow();
    const text = 'import torch\ntorch.Tensor.twice = lambda self: self * 2\nx = torch.tensor(1.5, requires_grad=True)\nL = x.twice()\nL.backward()\n';
    engine.analyze(about("t.py", text));
    engine.analyze(about("t.py", text.replace("L = x", "L = 3 * x")));
    engine.prepare();
    assert.match(engine.analyze(about("other.py", "import torch\nx = torch.tensor(1.0)\nL = x.twice()\n")).report.error ?? "", /AttributeError/);
    const { report } = engine.analyze(about("t.py", text.replace("L = x", "L = 4 * x")));
    assert.equal(report.error, null);
  });
});
