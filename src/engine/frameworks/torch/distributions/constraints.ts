/** `torch.distributions.constraints`: where parameters and values may lie. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyBuiltin, PyFloat, PyGetter, PyObject, PyType, type Value } from "../../../python/object.js";
import { broadcastTo, fromNumbers, toNumbers } from "../../../tensor/array.js";
import { broadcastShapes, sizeOf } from "../../../tensor/shape.js";
import { numberOf } from "../../arguments.js";
import { made } from "../creation.js";
import { asTensor, isTensor, type Tensor } from "../tensor.js";

const constraintType = new PyType("Constraint", [objectType], "torch.distributions.constraints");

/** Whether a row of numbers (one event) satisfies; `at` gives a bound's element that belongs to it. */
type Test = (row: readonly number[], at: (bound: Value) => number) => boolean;

/** As an f-string has it: a tensor of no axes is a number. */
export const formatted = (machine: Machine, value: Value): string => machine.str(machine.call(machine.getAttribute(value, "__format__"), [""]));

export class Constraint extends PyObject {
  constructor(
    readonly name: string,
    /** Axes of one event. */
    readonly eventDim: number,
    readonly test: Test,
    readonly discrete = false,
    private readonly bounds: readonly (readonly [string, Value])[] = [],
    /** Cannot be checked. */
    readonly dependent = false,
    private readonly inner: Constraint | null = null,
  ) { super(); }
  get type(): PyType { return constraintType; }

  text(machine: Machine): string {
    if (this.inner) return `${this.name}(${this.inner.text(machine)}, ${this.eventDim - this.inner.eventDim})`;
    return `${this.name}(${this.bounds.map(([name, value]) => `${name}=${formatted(machine, value)}`).join(", ")})`;
  }
  /** A constant bound is a float of its own each time: it gets a node of the run it is used in. */
  bound(name: string): Value | undefined {
    const bound = this.bounds.find(([one]) => one === name)?.[1];
    return bound instanceof PyFloat && CONSTANT_BOUNDS.includes(bound) ? new PyFloat(bound.value) : bound;
  }

  /** One truth an event, row-major, and the shape of the batch. */
  check(value: Tensor): { readonly valid: readonly boolean[]; readonly shape: readonly number[] } {
    const own = this.bounds.flatMap(([, bound]) => (isTensor(bound) ? [bound] : []));
    const whole = own.reduce<readonly number[]>((shape, bound) => broadcastShapes(shape, bound.shape) ?? shape, value.shape);
    const shape = whole.slice(0, whole.length - this.eventDim);
    const size = sizeOf(whole.slice(whole.length - this.eventDim));
    const numbers = toNumbers(broadcastTo(value.array(), whole));
    const limits = new Map(own.map((bound) => [bound, toNumbers(broadcastTo(bound.array(), whole))]));
    const valid = Array.from({ length: sizeOf(shape) }, (_, row) =>
      this.test(numbers.slice(row * size, (row + 1) * size), (bound) => (isTensor(bound) ? limits.get(bound)![row * size]! : numberOf(bound as PyFloat)))); // a number or a tensor
    return { valid, shape };
  }
}

export const isConstraint = (value: Value | undefined): value is Constraint => value instanceof Constraint;
const of = (value: Value | undefined): Constraint => value as Constraint; // `self` of a method of this type

define(constraintType, [
  new PyBuiltin("__repr__", (machine, [self]) => of(self).text(machine)),
  native("check(self, value)", (machine, a) => {
    const { valid, shape } = of(a.self).check(asTensor(a.value));
    return made(machine, fromNumbers("bool", shape, valid.map(Number)));
  }),
  new PyGetter("is_discrete", (_, self) => of(self).discrete), new PyGetter("event_dim", (_, self) => of(self).eventDim),
  new PyBuiltin("__getattr__", (machine, [self, name]) => {
    const bound = of(self).bound(String(name));
    if (bound !== undefined) return bound;
    throw machine.raise("AttributeError", `'${of(self).name}' object has no attribute '${String(name)}'`);
  }),
]);

const each = (test: (x: number) => boolean): Test => (row) => row.every(test);
const one = (test: (x: number, at: (bound: Value) => number) => boolean): Test => ([x], at) => test(x!, at); // an event is one number

/** Rows of a square matrix. */
const squareRows = (row: readonly number[]): readonly (readonly number[])[] => {
  const n = Math.sqrt(row.length);
  return Array.from({ length: n }, (_, i) => row.slice(i * n, (i + 1) * n));
};
const isLower = (rows: readonly (readonly number[])[]): boolean => rows.every((row, i) => row.every((x, j) => j <= i || x === 0));
function isPositiveDefinite(rows: readonly (readonly number[])[]): boolean {
  const l: number[][] = [];
  for (const [i, row] of rows.entries()) {
    l.push([]);
    for (let j = 0; j <= i; j++) {
      if (Math.abs(row[j]! - rows[j]![i]!) > 1e-6) return false;
      const rest = row[j]! - l[i]!.reduce((sum, x, k) => sum + x * (l[j]![k] ?? 0), 0);
      if (i === j && !(rest > 0)) return false;
      l[i]!.push(i === j ? Math.sqrt(rest) : rest / l[j]![j]!);
    }
  }
  return true;
}

const bounded = (name: string, bounds: readonly (readonly [string, Value])[], test: (x: number, at: (bound: Value) => number) => boolean, discrete = false): Constraint => new Constraint(name, 0, one(test), discrete, bounds);

const lower = (bound: Value): readonly [string, Value] => ["lower_bound", bound];
const upper = (bound: Value): readonly [string, Value] => ["upper_bound", bound];
export const greaterThan = (low: Value): Constraint => bounded("GreaterThan", [lower(low)], (x, at) => x > at(low));
export const greaterThanEq = (low: Value): Constraint => bounded("GreaterThanEq", [lower(low)], (x, at) => x >= at(low));
export const lessThan = (high: Value): Constraint => bounded("LessThan", [upper(high)], (x, at) => x < at(high));
export const interval = (low: Value, high: Value): Constraint => bounded("Interval", [lower(low), upper(high)], (x, at) => x >= at(low) && x <= at(high));
const halfOpen = (low: Value, high: Value): Constraint => bounded("HalfOpenInterval", [lower(low), upper(high)], (x, at) => x >= at(low) && x < at(high));
export const integerInterval = (low: Value, high: Value): Constraint => bounded("IntegerInterval", [lower(low), upper(high)], (x, at) => x % 1 === 0 && x >= at(low) && x <= at(high), true);
const integerGreaterThan = (low: Value): Constraint => bounded("IntegerGreaterThan", [lower(low)], (x, at) => x % 1 === 0 && x >= at(low), true);
export const multinomialSupport = (count: number): Constraint => new Constraint("Multinomial", 1, (row) => row.every((x) => x >= 0) && row.reduce((sum, x) => sum + x, 0) === count, true);
export const independent = (inner: Constraint, dims: number): Constraint =>
  new Constraint("IndependentConstraint", inner.eventDim + dims, (row, at) => {
    const own = inner.eventDim === 0 ? row.map((x) => [x]) : [row];
    return own.every((part) => inner.test(part, at));
  }, inner.discrete, [], inner.dependent, inner);

const CONSTANT_BOUNDS = [new PyFloat(0), new PyFloat(1), new PyFloat(-1)] as const;
const [zero, unit, minusUnit] = CONSTANT_BOUNDS;
const isReal = (x: number): boolean => !Number.isNaN(x);
const realVector = independent(new Constraint("Real", 0, each(isReal)), 1);

export const CONSTRAINTS = {
  real: new Constraint("Real", 0, each(isReal)),
  real_vector: realVector,
  positive: greaterThan(zero),
  nonnegative: greaterThanEq(zero),
  unit_interval: interval(zero, unit),
  signed_unit: interval(minusUnit, unit),
  half_open_unit: halfOpen(zero, unit),
  boolean: new Constraint("Boolean", 0, each((x) => x === 0 || x === 1), true),
  nonnegative_integer: integerGreaterThan(0),
  positive_integer: integerGreaterThan(1),
  simplex: new Constraint("Simplex", 1, (row) => row.every((x) => x >= 0) && Math.abs(row.reduce((sum, x) => sum + x, 0) - 1) < 1e-6),
  positive_vector: independent(greaterThan(zero), 1),
  one_hot: new Constraint("OneHot", 1, (row) => row.every((x) => x === 0 || x === 1) && row.reduce<number>((sum, x) => sum + x, 0) === 1, true),
  lower_cholesky: new Constraint("LowerCholesky", 2, (row) => isLower(squareRows(row)) && squareRows(row).every((line, i) => (line[i] ?? 0) > 0)),
  lower_triangular: new Constraint("LowerTriangular", 2, (row) => isLower(squareRows(row))),
  positive_definite: new Constraint("PositiveDefinite", 2, (row) => isPositiveDefinite(squareRows(row))),
  dependent: new Constraint("_Dependent", 0, () => true, false, [], true),
} as const;
export type ConstraintName = keyof typeof CONSTRAINTS;

export const CONSTRAINT_MEMBERS: readonly [string, Value][] = [
  ...Object.entries(CONSTRAINTS).filter(([name]) => !["half_open_unit", "positive_vector", "signed_unit"].includes(name)),
  ["Constraint", constraintType],
  ...[
    native("greater_than(lower_bound)", (_, a) => greaterThan(a.lower_bound!)), native("greater_than_eq(lower_bound)", (_, a) => greaterThanEq(a.lower_bound!)), native("less_than(upper_bound)", (_, a) => lessThan(a.upper_bound!)),
    native("interval(lower_bound, upper_bound)", (_, a) => interval(a.lower_bound!, a.upper_bound!)), native("half_open_interval(lower_bound, upper_bound)", (_, a) => halfOpen(a.lower_bound!, a.upper_bound!)), native("integer_interval(lower_bound, upper_bound)", (_, a) => integerInterval(a.lower_bound!, a.upper_bound!)),
    native("independent(base_constraint, reinterpreted_batch_ndims)", (_, a) => independent(of(a.base_constraint), Number(a.reinterpreted_batch_ndims))),
  ].map((fn): [string, Value] => [fn.name, fn]),
];
