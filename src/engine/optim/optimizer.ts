/**
 * What an optimizer is here: a pure function from a parameter, its gradient and its state to new ones. Every operation is
 * rounded as PyTorch's tensor operations round it, so float32 training gives the same digits.
 */
import { contiguous, type NDArray, wrap } from "../tensor/array.js";
import { allocate, type Buffer, rounderOf } from "../tensor/dtype.js";

export type Options = Readonly<Record<string, number | boolean>>;

/** Plain and per parameter. `arrays` have the parameter's shape. */
export interface State {
  readonly step: number;
  readonly arrays: Readonly<Record<string, NDArray>>;
  /** Numbers that some methods carry along. */
  readonly numbers?: Readonly<Record<string, number>>;
}

export interface Step {
  readonly parameter: NDArray;
  readonly state: State;
}

export interface Optimizer<O extends Options = Options> {
  readonly name: string;
  /** Options with PyTorch's defaults. */
  readonly defaults: O;
  /** PyTorch keeps no count of steps for it. */
  readonly stepless?: true;
  /** `state` null: the first step. */
  readonly step: (parameter: NDArray, gradient: NDArray, state: State | null, options: O) => Step;
}

/** Operations on numbers of one dtype, each rounded once. */
export interface Arithmetic {
  readonly round: (x: number) => number;
  /** a + alpha·b */
  readonly add: (a: number, b: number, alpha: number) => number;
  /** a + weight·(b − a), as `lerp` has it. */
  readonly lerp: (a: number, b: number, weight: number) => number;
  /** a + alpha·b·c */
  readonly addcmul: (a: number, b: number, c: number, alpha: number) => number;
  /** a + alpha·b/c */
  readonly addcdiv: (a: number, b: number, c: number, alpha: number) => number;
}

/** The operations in float32: written out, since a loop over numbers is many times as fast where nothing is called through a variable. */
const SINGLE: Arithmetic = {
  round: (x) => Math.fround(x),
  add: (a, b, alpha) => Math.fround(a + Math.fround(alpha) * b),
  lerp: (a, b, weight) =>
    Math.abs(weight) < 0.5 ? Math.fround(a + Math.fround(weight) * Math.fround(b - a)) : Math.fround(b - Math.fround(b - a) * Math.fround(1 - Math.fround(weight))),
  addcmul: (a, b, c, alpha) => Math.fround(a + Math.fround(Math.fround(alpha) * b) * c),
  addcdiv: (a, b, c, alpha) => Math.fround(a + Math.fround(Math.fround(Math.fround(alpha) * b) / c)),
};

export function arithmeticOf(dtype: NDArray["dtype"]): Arithmetic {
  if (dtype === "float32") return SINGLE;
  const f = rounderOf(dtype);
  return {
    round: f,
    add: (a, b, alpha) => f(a + f(alpha) * b),
    lerp: (a, b, weight) => (Math.abs(weight) < 0.5 ? f(a + f(weight) * f(b - a)) : f(b - f(b - a) * f(1 - f(weight)))),
    addcmul: (a, b, c, alpha) => f(a + f(f(alpha) * b) * c),
    addcdiv: (a, b, c, alpha) => f(a + f(f(f(alpha) * b) / c)),
  };
}

/** Runs `update(i, parameter[i], gradient[i])` over all elements; it returns the new parameter and writes the state arrays. */
export function updated(parameter: NDArray, gradient: NDArray, update: (i: number, p: number, g: number) => number): NDArray {
  const p = contiguous(parameter).buffer;
  const g = contiguous(gradient).buffer;
  const out = allocate(parameter.dtype, p.length);
  for (let i = 0; i < p.length; i++) out[i] = update(i, p[i]!, g[i]!);
  return wrap(parameter.dtype, parameter.shape, out);
}

/** A state array to write: a copy of the one before, or filled with `initial`. */
export function stateArray(like: NDArray, before: NDArray | undefined, initial = 0): Buffer {
  if (before) return before.buffer.slice();
  const buffer = allocate(like.dtype, contiguous(like).buffer.length);
  return initial === 0 ? buffer : buffer.fill(initial);
}

export const arraysOf = (like: NDArray, buffers: Readonly<Record<string, Buffer | null>>): Record<string, NDArray> =>
  Object.fromEntries(Object.entries(buffers).flatMap(([name, buffer]) => (buffer ? [[name, wrap(like.dtype, like.shape, buffer)]] : [])));
