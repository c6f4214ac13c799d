/** What a run of PyTorch code keeps: generator, defaults, which graphs have been freed. */
import type { Machine } from "../../python/machine.js";
import type { PyType } from "../../python/object.js";
import { type Attributes, OperationError } from "../../ops/define.js";
import { Operations } from "../../ops/operations.js";
import type { NDArray } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { TorchGenerator } from "../../tensor/random/torch-generator.js";
import { newBackwardCalls, BACKWARD_TARGET, type BackwardCalls } from "../../trace/backward-target.js";
import type { Node, Origin } from "../../trace/node.js";
import { type Promotion, torchPromotion } from "../../trace/promotion.js";

export interface PrintOptions {
  precision: number;
  threshold: number;
  edgeitems: number;
  linewidth: number;
  sciMode: boolean | null;
}

export interface TorchState {
  /** Replaced while vmap runs. */
  generator: TorchGenerator;
  /** Whether the program has set a seed: where samples come from. */
  seeded: boolean;
  defaultDtype: Dtype;
  inferenceMode: boolean;
  readonly promotion: Promotion;
  /** Operations recorded on the trace under PyTorch's promotion, errors as PyTorch words them. */
  readonly ops: Operations;
  /** Nodes whose saved values a backward pass has given up. */
  readonly freed: WeakSet<Node>;
  /** Whether a backward pass of the program's is under way; the lens has walks of its own. */
  walking: boolean;
  /** `detect_anomaly`: gradients that are NaN are errors. */
  anomaly: boolean;
  readonly backward: BackwardCalls;
  readonly print: PrintOptions;
  /** Classes of one program, by name: native classes are shared by runs, these are not. */
  readonly classes: Map<string, PyType>;
}

export const defaultPrint = (): PrintOptions => ({ precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80, sciMode: null });

export const torchState = (machine: Machine): TorchState => machine.state("torch", () => makeState(machine));

function makeState(machine: Machine): TorchState {
  const promotion = torchPromotion(() => state.defaultDtype);
  const state: TorchState = {
    generator: new TorchGenerator(),
    seeded: false,
    defaultDtype: "float32",
    inferenceMode: false,
    promotion,
    ops: new Operations((name, inputs, attributes) => guarded(machine, () => machine.trace.apply(name, inputs, attributes, promotion))),
    freed: new WeakSet(),
    walking: false,
    anomaly: false,
    backward: machine.state(BACKWARD_TARGET, newBackwardCalls),
    print: defaultPrint(),
    classes: new Map(),
  };
  return state;
}

/** Runs operations; what does not fit becomes PyTorch's own exception. */
export function guarded<T>(machine: Machine, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const { type, message } = error.inFramework.torch ?? { type: "RuntimeError", message: error.message };
    throw machine.raise(type, message);
  }
}

export const apply = (machine: Machine, name: string, inputs: readonly Node[], attributes?: Attributes): Node => torchState(machine).ops.apply(name, inputs, attributes);

/** Where a drawn number comes from. */
export const sampleOrigin = (state: TorchState, call: string): Origin => ({ kind: state.seeded ? "seededSample" : "unseededSample", call });

/** A result that no gradient passes: indices, counts, bit operations. */
export function computedLeaf(machine: Machine, value: NDArray, from: readonly Node[], by: string): Node {
  const node = machine.trace.leaf(value, { kind: "cut", by });
  node.cutInputs = from;
  node.madeUp = from.some((source) => source.madeUp);
  return node;
}
