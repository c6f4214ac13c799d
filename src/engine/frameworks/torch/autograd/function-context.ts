/** `ctx` of an autograd.Function: what forward leaves for backward. */
import { define, native } from "../../../python/define-native.js";
import { objectType, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";

export interface FunctionContext {
  saved: readonly Value[];
  /** For jvp. */
  savedForward: readonly Value[];
  /** Inputs written in place. */
  dirty: readonly Value[];
  nonDifferentiable: readonly Value[];
  /** Whether an output nobody used has an adjoint of zeros (or None). */
  materialize: boolean;
}

const kept = new WeakMap<PyInstance, FunctionContext>();
const of = (value: Value | undefined): FunctionContext => contextOf(value as PyInstance); // `self` of a method of this type

const contextType = define(new PyType("FunctionCtx", [objectType], "torch.autograd.function"), [
  native("save_for_backward(self, *tensors)", (_, a, bound) => {
    of(a.self).saved = bound.rest;
    return null;
  }),
  native("save_for_forward(self, *tensors)", (_, a, bound) => {
    of(a.self).savedForward = bound.rest;
    return null;
  }),
  native("mark_dirty(self, *args)", (_, a, bound) => {
    of(a.self).dirty = bound.rest;
    return null;
  }),
  native("mark_non_differentiable(self, *args)", (_, a, bound) => {
    of(a.self).nonDifferentiable = bound.rest;
    return null;
  }),
  native("set_materialize_grads(self, value)", (machine, a) => {
    of(a.self).materialize = machine.truth(a.value!);
    return null;
  }),
  new PyGetter("saved_tensors", (_, self) => new PyTuple(of(self).saved)),
  new PyGetter("saved_variables", (_, self) => new PyTuple(of(self).saved)),
]);

export function newContext(): PyInstance {
  const context = new PyInstance(contextType);
  kept.set(context, { saved: [], savedForward: [], dirty: [], nonDifferentiable: [], materialize: true });
  return context;
}

export const contextOf = (context: PyInstance): FunctionContext => kept.get(context)!; // set by newContext
