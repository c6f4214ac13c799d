/** Windows for spectra: `torch.hann_window` and its like, `torch.signal.windows`. */
import type { Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { constantNode } from "../../../trace/node.js";
import { runtimeError, valueError } from "../errors.js";
import { made } from "../creation.js";
import { floatArgument } from "../../arguments.js";
import { type Call, define, inTorch, type TorchFunction } from "./define.js";

/** Value at place i of a window over 0 … span. */
type Shape = (i: number, span: number) => number;

const cosines = (coefficients: readonly number[]): Shape => (i, span) =>
  coefficients.reduce((sum, a, k) => sum + (k % 2 === 0 ? a : -a) * Math.cos((2 * Math.PI * k * i) / span), 0);
const HANN = [0.5, 0.5];
const BLACKMAN = [0.42, 0.5, 0.08];
const NUTTALL = [0.3635819, 0.4891775, 0.1365995, 0.0106411];
const bartlett: Shape = (i, span) => 1 - Math.abs((2 * i) / span - 1);

/** I₀ by the card of that name. */
const bessel = (c: Call, x: readonly number[]): number[] => toNumbers(c.apply("i0", [constantNode(fromNumbers("float64", [x.length], x), false)]).value);

function kaiser(c: Call, count: number, span: number, beta: number): number[] {
  const below = bessel(c, [beta])[0]!;
  return bessel(c, Array.from({ length: count }, (_, i) => beta * Math.sqrt(Math.max(0, 1 - ((2 * i) / span - 1) ** 2)))).map((value) => value / below);
}

/** As many values, over one step more where the window is to be repeated. */
function drawn(c: Call, count: number, periodic: boolean, values: (span: number) => readonly number[]): Value {
  if (count < 0) throw c.name.endsWith("_window") ? runtimeError(c.machine, `${c.name}: requires non-negative window_length, got window_length=${count}`) : valueError(c.machine, `${c.name} requires non-negative window length, got M=${count}`);
  const list = count === 1 && c.name !== "cosine" && c.name !== "gaussian" && c.name !== "exponential" ? [1] : values(periodic && count > 1 ? count : count - 1);
  return made(c.machine, fromNumbers(c.dtype() ?? c.state.defaultDtype, [count], list.slice(0, count)), c.raw("requires_grad"), { kind: "computed" });
}

const places = (count: number, shape: Shape) => (span: number): number[] => Array.from({ length: count }, (_, i) => shape(i, span));

const rest = "dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False, out=None";

const older = (name: string, shape: (c: Call) => Shape, more = ""): TorchFunction =>
  inTorch(`${name}_window(window_length, periodic=True, ${more}*, ${rest})`, (c) => drawn(c, c.int("window_length"), c.bool("periodic"), places(c.int("window_length"), shape(c))));

const newer = (name: string, values: (c: Call, count: number, span: number) => readonly number[], more = ""): TorchFunction =>
  define(["windows"], `${name}(M, *, ${more}sym=True, ${rest})`, (c) => drawn(c, c.int("M"), !c.bool("sym"), (span) => values(c, c.int("M"), span)));

const by = (shape: Shape) => (_: Call, count: number, span: number): number[] => places(count, shape)(span);

export const WINDOWS: readonly TorchFunction[] = [
  older("hann", () => cosines(HANN)), older("blackman", () => cosines(BLACKMAN)), older("bartlett", () => bartlett),
  older("hamming", (c) => cosines([c.number("alpha", 0.54), c.number("beta", 0.46)]), "alpha=None, beta=None, "),
  inTorch(`kaiser_window(window_length, periodic=True, beta=None, *, ${rest})`, (c) => drawn(c, c.int("window_length"), c.bool("periodic"), (span) => kaiser(c, c.int("window_length"), span, c.number("beta", 12)))),
  newer("hann", by(cosines(HANN))), newer("blackman", by(cosines(BLACKMAN))), newer("nuttall", by(cosines(NUTTALL))), newer("bartlett", by(bartlett)),
  newer("hamming", by(cosines([0.54, 0.46]))),
  newer("general_hamming", (c, count, span) => places(count, cosines([c.number("alpha", 0.54), 1 - c.number("alpha", 0.54)]))(span), "alpha=None, "),
  newer("general_cosine", (c, count, span) => places(count, cosines([...c.machine.iterate(c.raw("a"))].map((a) => floatArgument(c.machine, a, "a"))))(span), "a, "),
  newer("kaiser", (c, count, span) => kaiser(c, count, span, c.number("beta", 12)), "beta=None, "),
  newer("cosine", by((i, span) => Math.sin((Math.PI * (i + 0.5)) / (span + 1)))),
  newer("gaussian", (c, count, span) => places(count, (i) => Math.exp(-(((i - span / 2) / c.number("std", 1)) ** 2) / 2))(span), "std=None, "),
  newer("exponential", (c, count, span) => places(count, (i) => Math.exp(-Math.abs(i - c.number("center", span / 2)) / c.number("tau", 1)))(span), "center=None, tau=None, "),
];
