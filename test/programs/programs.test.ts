/** Whole programs in the style of courses and model files: what they print and what their variables hold, as real Python says (record.py). */
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArrayView } from "../../src/engine/report/report.js";
import { analyze } from "../samples/engine.js";

type Nested = number | string | boolean | readonly Nested[];
interface Summary { readonly summary: { readonly numel: number; readonly sum: Nested; readonly abs_sum: Nested; readonly first: Nested } }
interface Held { readonly dtype: string; readonly shape: readonly number[]; readonly value: Nested | Summary; readonly grad: Nested | Summary | null }
interface Answer { readonly stdout: string; readonly error: string | null; readonly variables: Readonly<Record<string, Held>> }

const FOLDER = join(process.cwd(), "test/programs");
const WHOLE = 64;
const SPELLED: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };
const read = <T>(path: string): T => JSON.parse(readFileSync(join(FOLDER, path), "utf8")) as T; // written by record.py
const isSummary = (value: Nested | Summary): value is Summary => typeof value === "object" && "summary" in value;
const flatten = (value: Nested): number[] => (Array.isArray(value) ? value.flatMap(flatten) : [typeof value === "string" ? (SPELLED[value] ?? Number(value)) : Number(value)]);

/** Equal within the type's precision, small elements measured by the array's largest. */
function compare(what: string, got: ArrayView | null | undefined, { dtype, shape }: Held, wanted: Nested | Summary, single: boolean, faults: string[]): void {
  if (!got) { faults.push(`${what} is missing`); return; }
  if (`${got.shape}` !== `${shape}`) { faults.push(`${what} has shape [${got.shape}], not [${shape}]`); return; }
  const tolerance = /float16/.test(dtype) ? 1e-2 : dtype === "float32" || single ? 1e-4 : 1e-9;
  // Below that a float32 gradient is rounding alone, such as that of a bias before batch normalization.
  const floor = tolerance === 1e-9 ? 1e-6 : 1e-3;
  const near = (part: string, value: number, truth: number, scale: number): void => {
    const same = Object.is(value, truth) || value === truth || Math.abs(value - truth) <= tolerance * Math.max(scale, Math.abs(truth), floor);
    if (!same) faults.push(`${what}${part} is ${value}, not ${truth}`);
  };
  if (isSummary(wanted)) {
    const { summary } = wanted;
    const [sum = 0, absolute = 0] = [...flatten(summary.sum), ...flatten(summary.abs_sum)];
    near(": sum", got.sum, sum, absolute);
    near(": sum of absolutes", got.absoluteSum, absolute, 0);
    flatten(summary.first).forEach((truth, i) => near(` at ${i}`, got.values[i] ?? Number.NaN, truth, absolute / summary.numel));
    return;
  }
  const truths = flatten(wanted);
  const scale = Math.max(0, ...truths.map(Math.abs).filter(Number.isFinite));
  truths.forEach((truth, i) => near(` at ${i}`, got.values[i] ?? Number.NaN, truth, scale));
}

/** The first differing line, both ways. */
function differingLine(got: string, wanted: string): string {
  const [ours, theirs] = [got.split("\n"), wanted.split("\n")];
  const at = theirs.findIndex((line, i) => line !== ours[i]);
  return at < 0 ? `stdout has ${ours.length - theirs.length} lines more, from ${JSON.stringify(ours[theirs.length])}` : `stdout line ${at + 1} is ${JSON.stringify(ours[at])}, not ${JSON.stringify(theirs[at])}`;
}

async function faultsOf(path: string): Promise<readonly string[]> {
  const { stdout, error, variables } = read<Answer>(path.replace(/py$/, "json"));
  const source = readFileSync(join(FOLDER, path), "utf8");
  const { report } = await analyze(path, source, { wholeArrays: WHOLE, milliseconds: 60_000 });
  const faults: string[] = [];
  // Doubles of a program that computes in float32, such as a list of losses, are as exact as float32.
  const single = /^\s*(import|from) (torch|jax)/m.test(source) && !/float64|double|enable_x64/.test(source);
  if (report.error !== error) faults.push(`error is ${report.error}, not ${error}`);
  if (report.stdout !== stdout) faults.push(differingLine(report.stdout, stdout));
  const held = new Map(report.variables.map((variable) => [variable.name, variable]));
  for (const [name, wanted] of Object.entries(variables)) {
    compare(name, held.get(name)?.value, wanted, wanted.value, single, faults);
    if (wanted.grad !== null) compare(`${name}.grad`, held.get(name)?.grad, wanted, wanted.grad, single, faults);
  }
  const said = report.problems.filter(({ severity }) => severity !== "information").map(({ code, message }) => `${code}: ${message}`);
  return faults.length ? [...said.slice(0, 2), ...faults.slice(0, 4)] : [];
}

/** Programs that do not agree, each with its reason: unsupported, or a digit that a long float32 loop turns. */
const listed = read<Readonly<Record<string, string>>>("listed.json");
const programs = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".py") && path !== "record.py").map((path) => path.replaceAll("\\", "/")).sort();

describe("programs", () => {
  it("are 150 and more, and agree with real Python in 95 of 100 and more", () => {
    assert.ok(programs.length >= 150);
    assert.deepEqual(Object.keys(listed).filter((path) => !programs.includes(path)), []);
    assert.ok(Object.keys(listed).length <= 0.05 * programs.length);
  });
  for (const path of programs) {
    it(`${path} ${path in listed ? "does not agree yet" : "says what real Python says"}`, async () => {
      const faults = await faultsOf(path);
      if (path in listed) assert.notEqual(faults.length, 0, "agrees now: take it off the list");
      else if (faults.length) assert.fail(`\n${faults.join("\n")}`);
    }).timeout(60_000);
  }
});
