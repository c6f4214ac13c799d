/** `x[…]`, `x[…] = …`, `len(x)`, iteration. */
import type { Machine } from "../../python/machine.js";
import { Ellipsis, PyBuiltin, PyList, PySlice, PyTuple, type Value } from "../../python/object.js";
import { broadcastShapes, sameShape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { isInt, nestedNumbers } from "../arguments.js";
import { fromNumbers } from "../../tensor/array.js";
import { constantNode } from "../../trace/node.js";
import { type IndexPlan, type IndexWords, planIndex, viewByPlan } from "../indexing.js";
import { nodeOf } from "./dispatch.js";
import { runtimeError, typeError } from "./errors.js";
import { nameGradient } from "./grad-names.js";
import { checkWritable, severalViews, writeInPlace } from "./in-place.js";
import { apply, guarded, torchState } from "./state.js";
import { asTensor, Tensor } from "./tensor.js";

export const WORDS: IndexWords = {
  tooMany: (rank) => (rank === 0 ? "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number" : `too many indices for tensor of dimension ${rank}`),
  outside: (index, axis, length) => `index ${index} is out of bounds for dimension ${axis} with size ${length}`,
};

/** PyTorch reads a list that holds anything but ints as the tuple of its items (`treatSequenceAsTuple`). */
const isTupleInList = (index: Value): index is PyList => index instanceof PyList && index.items.some((one) => one === null || one === Ellipsis || one instanceof PySlice || one instanceof PyList || one instanceof PyTuple || one instanceof Tensor);

function planned(machine: Machine, x: Node, index: Value): IndexPlan {
  if (typeof index === "string") throw typeError(machine, "new(): invalid data type 'str'");
  return guarded(machine, () => planIndex(machine, x.value.shape, isTupleInList(index) ? new PyTuple(index.items) : index, WORDS));
}

/** What PyTorch calls the last step of a basic index. */
function viewName(index: Value): string {
  const items = index instanceof PyTuple ? index.items : [index];
  const last = items.findLast((one) => one === null || isInt(one) || (one instanceof PySlice && (items.length === 1 || one.start !== null || one.stop !== null || one.step !== null)));
  if (last === undefined) return "AliasBackward0";
  return last === null ? "UnsqueezeBackward0" : last instanceof PySlice ? "SliceBackward0" : "SelectBackward0";
}

export function read(machine: Machine, x: Node, index: Value): Node {
  const plan = planned(machine, x, index);
  if (plan.steps.some((step) => step < 0)) throw machine.raise("ValueError", "step must be greater than zero");
  const { promotion } = torchState(machine);
  const view = guarded(machine, () => viewByPlan(machine, x, plan, promotion));
  if (plan.arrays.length) return apply(machine, "index", [view, ...plan.arrays.map((one) => one.index)], { axes: plan.arrays.map((one) => one.axis) });
  const own = view === x ? apply(machine, "reshape", [x], { shape: [...x.value.shape] }) : view;
  return nameGradient(own, viewName(index));
}

/** The value to write, in the tensor's dtype. */
function written(machine: Machine, value: Value, dtype: Tensor["dtype"]): Node {
  let node = nodeOf(machine, value);
  if (!node && (value instanceof PyList || value instanceof PyTuple)) {
    const nested = nestedNumbers(machine, value);
    node = constantNode(fromNumbers(dtype, nested.shape, nested.values), false);
  }
  node ??= machine.nodeOf(value);
  if (!node) throw typeError(machine, `can't assign a ${machine.typeOf(value).name} to a torch.${dtype} tensor`);
  return torchState(machine).ops.cast(node, dtype);
}

function write(machine: Machine, self: Tensor, index: Value, value: Value): void {
  const before = self.node(machine);
  const plan = planned(machine, before, index);
  if (machine.trace.recording && self.leaf && !plan.arrays.length) throw runtimeError(machine, "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  checkWritable(machine, self);
  const node = written(machine, value, self.dtype);
  const { promotion, ops } = torchState(machine);
  const view = new Tensor(guarded(machine, () => viewByPlan(machine, before, plan, promotion)));
  if (view.shape.includes(0)) return;
  const fitted = (shape: readonly number[]): Node => {
    let given = node;
    // Leading axes of length 1 may be more than the place has.
    while (given.value.shape.length > shape.length && given.value.shape[0] === 1) given = ops.reshape(given, given.value.shape.slice(1));
    const common = broadcastShapes(given.value.shape, shape);
    if (!common || !sameShape(common, shape)) {
      if (plan.arrays.length) throw runtimeError(machine, `shape mismatch: value tensor of shape [${node.value.shape.join(", ")}] cannot be broadcast to indexing result of shape [${shape.join(", ")}]`);
      const back = [...given.value.shape].reverse().findIndex((length, i) => length !== 1 && length !== [...shape].reverse()[i]);
      throw runtimeError(machine, `The expanded size of the tensor (${[...shape].reverse()[back] ?? shape[0]}) must match the existing size (${[...given.value.shape].reverse()[back]}) at non-singleton dimension ${Math.max(shape.length - 1 - back, 0)}.  Target sizes: [${shape.join(", ")}].  Tensor sizes: [${node.value.shape.join(", ")}]`);
    }
    return sameShape(given.value.shape, shape) ? given : ops.expand(given, shape);
  };
  if (!plan.arrays.length) {
    writeInPlace(machine, view, () => fitted(view.shape), true);
  } else {
    const inputs = plan.arrays.map((one) => one.index);
    writeInPlace(machine, view, (current) => {
      const target = ops.apply("index", [current, ...inputs], { axes: plan.arrays.map((one) => one.axis) }).value.shape;
      return ops.apply("index_put", [current, fitted(target), ...inputs], { axes: plan.arrays.map((one) => one.axis), accumulate: false });
    }, true);
  }
  self.node(machine);
}

/** `x[i]` along the first axis. */
export function row(machine: Machine, x: Node, i: number): Node {
  return nameGradient(read(machine, x, i), "SelectBackward0");
}

export function rows(machine: Machine, self: Tensor): Value[] {
  const node = self.node(machine);
  const [length] = node.value.shape;
  if (length === undefined) throw typeError(machine, "iteration over a 0-d tensor");
  return severalViews(Array.from({ length }, (_, i) => nameGradient(read(machine, node, i), "UnbindBackward0")), "Unbind").map((one) => new Tensor(one));
}

export const SUBSCRIPTS: readonly PyBuiltin[] = [
  new PyBuiltin("__getitem__", (machine, [self, index]) => new Tensor(read(machine, asTensor(self).node(machine), index!))),
  new PyBuiltin("__setitem__", (machine, [self, index, value]) => {
    write(machine, asTensor(self), index!, value!);
    return null;
  }, "method", true),
  new PyBuiltin("__len__", (machine, [self]) => {
    const [length] = asTensor(self).shape;
    if (length === undefined) throw typeError(machine, "len() of a 0-d tensor");
    return length;
  }),
  new PyBuiltin("__iter__", (machine, [self]) => machine.call(machine.getAttribute(new PyList(rows(machine, asTensor(self))), "__iter__"), [])),
  new PyBuiltin("__contains__", (machine, [self, value]) => {
    const node = nodeOf(machine, value!);
    if (!node) throw runtimeError(machine, `Tensor.__contains__ only supports Tensor or scalar, but you passed in a ${machine.repr(machine.typeOf(value!))}.`);
    const hit = apply(machine, "eq", [asTensor(self).node(machine), node]);
    return apply(machine, "any", [hit]).value.buffer[0] === 1;
  }),
];
