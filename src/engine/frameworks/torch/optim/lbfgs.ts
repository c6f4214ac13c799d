/** torch.optim.LBFGS (Nocedal 1980, Liu and Nocedal 1989; torch/optim/lbfgs.py): the closure is evaluated as often as the method needs. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyFloat, type PyInstance, PyType, type Value } from "../../../python/object.js";
import { contiguous, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate, rounderOf } from "../../../tensor/dtype.js";
import { floatArgument, intArgument } from "../../arguments.js";
import { runtimeError, valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import type { Tensor } from "../tensor.js";
import { emptyState, groupsOf, optimizerType, own, setItem, setUp, tensorsOf, textEntries, withDefaults } from "./base.js";
import { type Point, strongWolfe } from "./line-search.js";

/** What is carried from one call of `step` to the next. */
interface Memory {
  evaluations: number;
  iterations: number;
  direction: Vector;
  step: number;
  /** Differences of gradients (y) and of positions (s), with 1/yᵀs. */
  readonly pairs: { readonly y: Vector; readonly s: Vector; readonly rho: number }[];
  scale: number;
  gradient: Vector | null;
}
const memories = new WeakMap<PyInstance, Memory>();

export const lbfgsType = new PyType("LBFGS", [optimizerType], "torch.optim.lbfgs");
const ORDER = ["lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn"] as const;

type Vector = Float64Array<ArrayBufferLike>;

/** Vectors of all parameters together, in the parameters' precision. */
class Space {
  readonly round: (x: number) => number;
  constructor(private readonly machine: Machine, readonly tensors: readonly Tensor[]) {
    this.round = rounderOf(tensors[0]?.dtype ?? "float32");
  }
  private gather(array: (tensor: Tensor) => readonly number[]): Vector { return Float64Array.from(this.tensors.flatMap((one) => [...array(one)])); }
  gradient(): Vector { return this.gather((one) => (one.gradient ? toNumbers(one.gradient.array()) : new Array<number>(contiguous(one.array()).buffer.length).fill(0))); }
  position(): Vector { return this.gather((one) => toNumbers(one.array())); }
  place(values: Vector): void {
    const { trace } = this.machine;
    const { recording } = trace;
    trace.recording = false;
    let at = 0;
    for (const one of this.tensors) {
      const { dtype, shape } = one.array();
      const buffer = allocate(dtype, shape.reduce((n, length) => n * length, 1));
      for (let i = 0; i < buffer.length; i++) buffer[i] = values[at++]!;
      overwrite(this.machine, one, trace.leaf(wrap(dtype, shape, buffer), { kind: "cut", by: "optimizer.step" }));
    }
    trace.recording = recording;
  }
  dot(a: Vector, b: Vector): number {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum = this.round(sum + a[i]! * b[i]!);
    return sum;
  }
  /** a + alpha·b */
  add(a: Vector, b: Vector, alpha: number): Vector { return a.map((value, i) => this.round(value + this.round(alpha) * b[i]!)); }
  scale(a: Vector, by: number): Vector { return a.map((value) => this.round(value * by)); }
}

const largest = (a: Vector): number => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** −H·g by the two loops over the pairs. */
function direction(space: Space, memory: Memory, gradient: Vector): Vector {
  let q: Vector = gradient.map((value) => -value);
  const weights = new Array<number>(memory.pairs.length);
  for (let i = memory.pairs.length - 1; i >= 0; i--) {
    const { y, s, rho } = memory.pairs[i]!;
    weights[i] = space.round(space.dot(s, q) * rho);
    q = space.add(q, y, -weights[i]!);
  }
  let r = space.scale(q, memory.scale);
  memory.pairs.forEach(({ y, s, rho }, i) => { r = space.add(r, s, space.round(weights[i]! - space.round(space.dot(y, r) * rho))); });
  return r;
}

function remember(space: Space, memory: Memory, gradient: Vector, history: number): void {
  const y = space.add(gradient, memory.gradient!, -1);
  const s = space.scale(memory.direction, memory.step);
  const ys = space.dot(y, s);
  if (!(ys > 1e-10)) return;
  if (memory.pairs.length === history) memory.pairs.shift();
  memory.pairs.push({ y, s, rho: space.round(1 / ys) });
  memory.scale = space.round(ys / space.dot(y, y));
}

function step(machine: Machine, self: PyInstance, closure: Value): Value {
  const [group] = groupsOf(machine, self);
  const options = textEntries(machine, group!);
  const number = (name: string): number => floatArgument(machine, options.get(name) ?? null, name);
  const [lr, mostIterations, mostEvaluations, flat, still, history] = ["lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size"].map(number) as [number, number, number, number, number, number]; // six in, six out
  const search = options.get("line_search_fn") ?? null;
  if (search !== null && search !== "strong_wolfe") throw runtimeError(machine, "only 'strong_wolfe' is supported");
  const space = new Space(machine, tensorsOf(machine, group!));
  const evaluate = (): { readonly given: Value; readonly loss: number } => {
    const { recording } = machine.trace;
    machine.trace.recording = true;
    try {
      const given = machine.call(closure, []);
      return { given, loss: floatArgument(machine, given, "loss") };
    } finally {
      machine.trace.recording = recording;
    }
  };
  const memory = memories.get(self) ?? { evaluations: 0, iterations: 0, direction: new Float64Array(), step: 0, pairs: [], scale: 1, gradient: null };
  memories.set(self, memory);
  const first = evaluate();
  let { loss } = first;
  let evaluations = 1;
  memory.evaluations++;
  let gradient = space.gradient();
  if (largest(gradient) <= flat) return first.given;
  for (let i = 1; i <= mostIterations; i++) {
    machine.step();
    memory.iterations++;
    if (memory.iterations === 1) memory.direction = gradient.map((value) => -value);
    else {
      remember(space, memory, gradient, history);
      memory.direction = direction(space, memory, gradient);
    }
    memory.gradient = gradient;
    const before = loss;
    const sum = space.round(gradient.reduce((total, value) => total + Math.abs(value), 0));
    memory.step = memory.iterations === 1 ? (1 / sum < 1 ? space.round(space.round(1 / sum) * lr) : lr) : lr;
    const slope = space.dot(gradient, memory.direction);
    if (slope > -still) break;
    let used = 0;
    const origin = space.position();
    if (search !== null) {
      const along = (at: number): Point => {
        space.place(space.add(origin, memory.direction, at));
        const value = evaluate().loss;
        const here = space.gradient();
        space.place(origin);
        return { at, value, gradient: here, slope: space.dot(here, memory.direction) };
      };
      const found = strongWolfe(along, { at: 0, value: loss, gradient, slope }, memory.step, largest(memory.direction), still, mostEvaluations - evaluations);
      ({ value: loss, gradient, at: memory.step } = found.point);
      used = found.evaluations;
    }
    space.place(space.add(origin, memory.direction, memory.step));
    if (search === null && i !== mostIterations) {
      ({ loss } = evaluate());
      gradient = space.gradient();
      used = 1;
    }
    evaluations += used;
    memory.evaluations += used;
    if (evaluations >= mostEvaluations || largest(gradient) <= flat || largest(space.scale(memory.direction, memory.step)) <= still || Math.abs(loss - before) < still) break;
  }
  setItem(machine, machine.subscript(machine.getAttribute(self, "state"), space.tensors[0]!), "func_evals", memory.evaluations);
  setItem(machine, machine.subscript(machine.getAttribute(self, "state"), space.tensors[0]!), "n_iter", memory.iterations);
  return first.given;
}

define(lbfgsType, [
  native("__init__(self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=None, tolerance_change=None, history_size=100, line_search_fn=None)", (machine, a) => {
    const standard: Readonly<Record<string, Value>> = { max_eval: Math.floor((intArgument(machine, a.max_iter!, "max_iter") * 5) / 4), tolerance_grad: new PyFloat(1e-7), tolerance_change: new PyFloat(1e-9) };
    if (floatArgument(machine, a.lr!, "lr") < 0) throw valueError(machine, `Invalid learning rate: ${machine.str(a.lr!)}`);
    const defaults = ORDER.map((key): [string, Value] => [key, a[key] ?? standard[key] ?? null]);
    own(a.self).dict.set("state", emptyState());
    setUp(machine, own(a.self), a.params!, defaults, withDefaults(defaults));
    if (groupsOf(machine, own(a.self)).length !== 1) throw valueError(machine, "LBFGS doesn't support per-parameter options (parameter groups)");
    return null;
  }),
  native("step(self, closure)", (machine, a) => step(machine, own(a.self), a.closure!)),
]);
