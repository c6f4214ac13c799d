/** Every number of an exported explanation, recomputed from its text alone. */
import assert from "node:assert/strict";
import { analyze, SAMPLES, sampleText } from "../samples/engine.js";
import { generated } from "./generated.js";
import { calculate, type Interval, meets, NotACalculation, printed } from "./interval.js";
import { type Calculation, calculationsOf } from "./lines.js";

interface Read {
  readonly calculation: Calculation;
  readonly left: Interval;
  readonly right: Interval;
}

/** Those that are calculations: shapes and sentences are none. */
function readable(markdown: string): Read[] {
  return calculationsOf(markdown).flatMap((calculation) => {
    try {
      return [{ calculation, left: calculate(calculation.left), right: printed(calculation.right) }];
    } catch (error) {
      if (error instanceof NotACalculation) return [];
      throw error;
    }
  });
}

const isWrong = ({ left, right }: Read): boolean => !meets(left, right);

const explained = async (name: string, text: string): Promise<string> => (await analyze(name, text)).explain();

/** Operations with a gradient, counted in the text: each must have been calculated at least once. */
const stepsIn = (markdown: string): number => markdown.match(/^\*\*\d+\. Through/gm)?.length ?? 0;

describe("explanations: numbers recomputed from the exported text", () => {
  for (const name of SAMPLES)
    it(name, async () => {
      const markdown = await explained(name, sampleText(name));
      const all = readable(markdown);
      assert.deepEqual(all.filter(isWrong).map(({ calculation }) => calculation.line), []);
      assert.ok(2 * all.length >= stepsIn(markdown), `${all.length} calculations for ${stepsIn(markdown)} steps`);
    });

  it("200 generated programs, scalars and tensors", async () => {
    let [count, steps] = [0, 0];
    for (const { name, text } of generated(200)) {
      const markdown = await explained(name, text);
      const all = readable(markdown);
      assert.deepEqual(all.filter(isWrong).map(({ calculation }) => `${calculation.line}   in\n${text}`), []);
      assert.ok(stepsIn(markdown) > 0, markdown + text);
      count += all.length;
    steps += stepsIn(markdown);
    }
    assert.ok(count > 1.5 * steps, `${count} calculations for ${steps} steps`);
  }).timeout(120_000);

  it("a wrong number is found: in each calculation, a result that is one hundredth off", async () => {
    let [planted, found] = [0, 0];
    for (const name of SAMPLES) {
      for (const read of readable(await explained(name, sampleText(name)))) {
        const value = (read.right.low + read.right.high) / 2;
        if (Math.abs(value) < 1e-9 || !Number.isFinite(value)) continue;
        planted++;
        const off = { low: read.right.low + 0.01 * value, high: read.right.high + 0.01 * value };
        if (isWrong({ ...read, right: off })) found++;
      }
    }
    // Where terms of a sum nearly cancel, the digits that are printed cannot tell.
    assert.ok(planted > 200 && found >= 0.97 * planted, `${found} of ${planted}`);
  });

  it("the sums over the paths end at the gradient in the table", async () => {
    for (const name of SAMPLES) {
      const markdown = (await explained(name, sampleText(name))).replace(/\\([_<>`[\]*|])/g, "$1");
      const gradients = new Map([...markdown.matchAll(/\| (∂[^ |]+) = (−?[\d.e−∞]+) \|/g)].map((match) => [match[1]!, match[2]!]));
      for (const [, at, of, into, sum] of markdown.matchAll(/- path (\d+) of (\d+) into (∂[^ :,]+): .* = (−?[\d.e−]+)$/gm)) {
        if (at !== of || !gradients.has(into!)) continue;
        assert.equal(sum, gradients.get(into!), `${name}: ${into}`);
      }
    }
  });
});
