/** numpy.random's distributions by name, for both interfaces: parameters may be arrays. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, Unsupported, type Value } from "../../python/object.js";
import { broadcastTo, fromNumbers, toNumbers } from "../../tensor/array.js";
import * as counts from "../../tensor/random/counts.js";
import * as draw from "../../tensor/random/distributions.js";
import { NumpyRandomState } from "../../tensor/random/numpy-random-state.js";
import { broadcastShapes, sizeOf } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { intArgument } from "../arguments.js";
import { arrayOf, PyArray } from "./array-type.js";
import { castTo, need, normalAxis, operationsOf, run } from "./call.js";
import { numpyMessages as say } from "./messages.js";
import { drawn, type Finder, sizeOrNull, type Source } from "./random.js";
import { tightShape } from "./printing.js";
import { writeWhole } from "./writing.js";

interface Row {
  readonly name: string;
  /** With defaults; those that are no literals of a signature stand in `defaults`. */
  readonly parameters: string;
  readonly draw: (d: draw.Draws, ...numbers: number[]) => number;
  readonly whole?: boolean;
  /** What a parameter must be, in NumPy's words; checked on every element. */
  readonly check?: (...numbers: number[]) => string | null;
}

const positive = (name: string, allowed = 0) => (value: number): string | null => (value < allowed || Number.isNaN(value) ? `${name} < 0` : null);
const probability = (value: number): string | null => (value >= 0 && value <= 1 ? null : "p < 0, p > 1 or p is NaN");

const ROWS: readonly Row[] = [
  { name: "exponential", parameters: "scale=1", draw: (d, scale) => scale! * d.exponential(), check: positive("scale") },
  { name: "standard_gamma", parameters: "shape", draw: (d, shape) => draw.standardGamma(d, shape!), check: positive("shape") },
  { name: "gamma", parameters: "shape, scale=1", draw: (d, shape, scale) => scale! * draw.standardGamma(d, shape!), check: (shape, scale) => positive("shape")(shape!) ?? positive("scale")(scale!) },
  { name: "beta", parameters: "a, b", draw: (d, a, b) => draw.beta(d, a!, b!), check: (a, b) => (a! <= 0 ? "a <= 0" : b! <= 0 ? "b <= 0" : null) },
  { name: "chisquare", parameters: "df", draw: (d, df) => draw.chiSquare(d, df!) },
  { name: "f", parameters: "dfnum, dfden", draw: (d, top, bottom) => draw.fisher(d, top!, bottom!) },
  { name: "standard_t", parameters: "df", draw: (d, df) => draw.studentT(d, df!) },
  { name: "pareto", parameters: "a", draw: (d, a) => draw.pareto(d, a!) },
  { name: "weibull", parameters: "a", draw: (d, a) => draw.weibull(d, a!) },
  { name: "power", parameters: "a", draw: (d, a) => draw.power(d, a!) },
  { name: "laplace", parameters: "loc=0, scale=1", draw: (d, loc, scale) => draw.laplace(d, loc!, scale!) },
  { name: "gumbel", parameters: "loc=0, scale=1", draw: (d, loc, scale) => draw.gumbel(d, loc!, scale!) },
  { name: "logistic", parameters: "loc=0, scale=1", draw: (d, loc, scale) => draw.logistic(d, loc!, scale!) },
  { name: "lognormal", parameters: "mean=0, sigma=1", draw: (d, mean, sigma) => draw.logNormal(d, mean!, sigma!) },
  { name: "rayleigh", parameters: "scale=1", draw: (d, scale) => draw.rayleigh(d, scale!) },
  { name: "wald", parameters: "mean, scale", draw: (d, mean, scale) => draw.wald(d, mean!, scale!) },
  { name: "triangular", parameters: "left, mode, right", draw: (d, left, mode, right) => draw.triangular(d, left!, mode!, right!), check: (left, mode, right) => (left! > mode! ? "left > mode" : mode! > right! ? "mode > right" : left === right ? "left == right" : null) },
  { name: "vonmises", parameters: "mu, kappa", draw: (d, mu, kappa) => draw.vonMises(d, mu!, kappa!) },
  { name: "binomial", parameters: "n, p", draw: (d, n, p) => counts.binomial(d, n!, p!), whole: true, check: (n, p) => positive("n")(n!) ?? probability(p!) },
  { name: "poisson", parameters: "lam=1", draw: (d, lam) => counts.poisson(d, lam!), whole: true, check: (lam) => (lam! >= 0 ? null : "lam < 0 or lam is NaN") },
  { name: "geometric", parameters: "p", draw: (d, p) => counts.geometric(d, p!), whole: true, check: (p) => (p! > 0 && p! <= 1 ? null : "p <= 0, p > 1 or p contains NaNs") },
  { name: "negative_binomial", parameters: "n, p", draw: (d, n, p) => counts.negativeBinomial(d, n!, p!), whole: true },
  { name: "zipf", parameters: "a", draw: (d, a) => counts.zipf(d, a!), whole: true },
];

/** One number for each element of the parameters broadcast together, or of `size`. */
function filled(machine: Machine, from: Source, row: Row, names: readonly string[], a: Readonly<Record<string, Value>>): Value {
  const parameters = names.map((name) => need(machine, a[name]).value);
  const common = broadcastShapes(...parameters.map((one) => one.shape));
  const shape = sizeOrNull(machine, a.size!) ?? common ?? [];
  const fits = common && broadcastShapes(common, shape)?.join() === shape.join();
  if (!fits) throw machine.raise("ValueError", common ? `Output size ${tightShape(shape).replaceAll(",", ", ")} is not compatible with broadcast dimensions of inputs ${tightShape(common).replaceAll(",", ", ")}.` : "shape mismatch: objects cannot be broadcast to a single shape.");
  const columns = parameters.map((one) => toNumbers(broadcastTo(one, shape)));
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const numbers = columns.map((column) => column[i]!);
    const wrong = row.check?.(...numbers);
    if (wrong) throw machine.raise("ValueError", wrong);
    return row.draw(from.source, ...numbers);
  });
  return drawn(machine, from, row.name, fromNumbers(row.whole ? "int64" : "float64", shape, values), a.size === null && shape.length === 0);
}

function multinomial(machine: Machine, from: Source, a: Readonly<Record<string, Value>>): Value {
  const shares = toNumbers(need(machine, a.pvals).value);
  if (shares.slice(0, -1).reduce((sum, one) => sum + one, 0) > 1 + 1e-12) throw machine.raise("ValueError", from.source.legacy ? "sum(pvals[:-1]) > 1.0" : "sum(pvals[:-1].astype(np.float64)) > 1.0. The pvals array is cast to 64-bit floating point prior to checking the sum. Precision changes when casting may cause problems even if the sum of the original pvals is valid.");
  const shape = sizeOrNull(machine, a.size!) ?? [];
  const n = intArgument(machine, a.n!, "n");
  const rows = Array.from({ length: sizeOf(shape) }, () => counts.multinomial(from.source, n, shares)).flat();
  return drawn(machine, from, "multinomial", fromNumbers("int64", [...shape, shares.length], rows), false);
}

function dirichlet(machine: Machine, from: Source, a: Readonly<Record<string, Value>>): Value {
  const alpha = toNumbers(need(machine, a.alpha).value);
  if (alpha.some((one) => one <= 0)) throw machine.raise("ValueError", from.source.legacy ? "alpha <= 0" : "alpha < 0");
  const shape = sizeOrNull(machine, a.size!) ?? [];
  const rows = Array.from({ length: sizeOf(shape) }, () => draw.dirichlet(from.source, alpha)).flat();
  return drawn(machine, from, "dirichlet", fromNumbers("float64", [...shape, alpha.length], rows), false);
}

/** mean + z·√Σ, the root by singular values (or Cholesky). */
function multivariateNormal(machine: Machine, from: Source, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  const mean = castTo(machine, need(machine, a.mean), "float64");
  const cov = castTo(machine, need(machine, a.cov), "float64");
  const d = mean.value.shape[0] ?? 0;
  if (mean.value.shape.length !== 1) throw machine.raise("ValueError", "mean must be 1 dimensional");
  if (cov.value.shape.length !== 2 || cov.value.shape[0] !== cov.value.shape[1]) throw machine.raise("ValueError", "cov must be 2 dimensional and square");
  if (cov.value.shape[0] !== d) throw machine.raise("ValueError", "mean and cov must have same length");
  const shape = sizeOrNull(machine, a.size!) ?? [];
  const z = need(machine, drawn(machine, from, "multivariate_normal", from.source.fillNormal([sizeOf(shape), d], 0, 1), false));
  const root = rootOf(machine, cov, from.source instanceof NumpyRandomState, String(a.method ?? "svd"));
  return arrayOf(o.reshape(o.add(o.matmul(z, root), mean), [...shape, d]));
}

/** R with RᵀR = Σ as NumPy takes it: rows √s·v in the old interface, columns u·√s in the new one. */
function rootOf(machine: Machine, cov: Node, legacy: boolean, method: string): Node {
  const o = operationsOf(machine);
  if (method === "cholesky" && !legacy) return o.transpose(o.apply("cholesky", [cov]));
  if (method === "eigh" && !legacy) throw new Unsupported("unsupported-call", say.form("multivariate_normal", "method='eigh'"));
  const part = (which: string): Node => o.apply(`svd_${which}`, [cov], { lapack: "reference" });
  const weights = o.unary("sqrt", part("s"));
  return legacy ? o.mul(o.reshape(weights, [-1, 1]), part("vh")) : o.transpose(o.mul(part("u"), weights));
}

/** Shuffles along an axis, each line by itself (no axis: everything). */
function permuted(machine: Machine, from: Source, a: Readonly<Record<string, Value>>): Value {
  const x = need(machine, a.x);
  const { shape } = x.value;
  const axis = a.axis === null ? 0 : normalAxis(intArgument(machine, a.axis!, "axis"), shape.length);
  const last = a.axis === null ? run(machine, "reshape", [x], { shape: [1, -1] }) : run(machine, "reshape", [run(machine, "transpose", [x], { first: axis, second: -1 })], { shape: [-1, shape[axis]!] });
  const [lines, n] = last.value.shape as readonly [number, number];
  const order = Array.from({ length: lines }, () => from.source.permutation(n)).flat();
  const index = machine.trace.leaf(fromNumbers("int64", [lines, n], order), { kind: "computed" });
  const mixed = run(machine, "gather", [last, index], { axis: 1 });
  const swapped = shape.map((_, i) => (i === axis ? shape.at(-1)! : i === shape.length - 1 ? shape[axis]! : shape[i]!));
  const result = a.axis === null ? run(machine, "reshape", [mixed], { shape: [...shape] }) : run(machine, "transpose", [run(machine, "reshape", [mixed], { shape: swapped })], { first: axis, second: -1 });
  return a.out instanceof PyArray ? writeWhole(machine, a.out, result, "permuted") : arrayOf(run(machine, "clone", [result]));
}

/** All of them, as functions (`self` empty) or methods. */
export function distributions(find: Finder, self: string): PyBuiltin[] {
  const at = (machine: Machine, a: Readonly<Record<string, Value>>): Source => find(machine, a.self ?? null);
  const plain = ROWS.map((row) => {
    const names = row.parameters.split(",").map((one) => one.split("=")[0]!.trim());
    return native(`${row.name}(${self}${row.parameters}, size=None)`, (machine, a) => filled(machine, at(machine, a), row, names, a));
  });
  const standard = (name: string, value: (d: draw.Draws) => number): PyBuiltin =>
    native(`${name}(${self}size=None, dtype=None, method=None, out=None)`, (machine, a) => { const from = at(machine, a); const shape = sizeOrNull(machine, a.size!) ?? []; return drawn(machine, from, name, fromNumbers("float64", shape, Array.from({ length: sizeOf(shape) }, () => value(from.source))), a.size === null); });
  return [
    ...plain,
    standard("standard_exponential", (d) => d.exponential()), standard("standard_cauchy", draw.cauchy),
    native(`multinomial(${self}n, pvals, size=None)`, (machine, a) => multinomial(machine, at(machine, a), a)),
    native(`dirichlet(${self}alpha, size=None)`, (machine, a) => dirichlet(machine, at(machine, a), a)),
    native(`multivariate_normal(${self}mean, cov, size=None, check_valid='warn', tol=None, *, method='svd')`, (machine, a) => multivariateNormal(machine, at(machine, a), a)),
    ...(self === "self, " ? [native("permuted(self, x, *, axis=None, out=None)", (machine, a) => permuted(machine, at(machine, a), a))] : []),
  ];
}

