/** `torch.no_grad()` and its kin: context managers and decorators that switch recording. */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyInstance, PyType, type Value } from "../../python/object.js";

interface Mode {
  readonly recording: boolean;
  readonly by: string;
}
interface Before {
  readonly recording: boolean;
  readonly by: string;
}

const modes = new WeakMap<PyInstance, Mode>();
const stacks = new WeakMap<PyInstance, Before[]>();

function enter(machine: Machine, self: PyInstance): void {
  const mode = modes.get(self)!; // set by construct
  const stack = stacks.get(self) ?? [];
  stack.push({ recording: machine.trace.recording, by: machine.trace.pausedBy });
  stacks.set(self, stack);
  machine.trace.recording = mode.recording;
  if (!mode.recording) machine.trace.pausedBy = mode.by;
}

function leave(machine: Machine, self: PyInstance): void {
  const before = stacks.get(self)?.pop();
  if (!before) return;
  machine.trace.recording = before.recording;
  machine.trace.pausedBy = before.by;
}

/** A function that runs under the mode; attributes of the original are lost but its name. */
function decorated(machine: Machine, self: PyInstance, callee: Value): Value {
  const name = machine.findAttribute(callee, "__name__");
  const inside = new PyBuiltin(typeof name === "string" ? name : "function", (inner, args, keywords) => {
    enter(inner, self);
    try {
      return inner.call(callee, args, keywords);
    } finally {
      leave(inner, self);
    }
  }, "method", true);
  return inside;
}

const instance = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

function modeType(name: string, modeOf: (machine: Machine, args: readonly Value[]) => Mode, immediate = false): PyType {
  const type = new PyType(name, [objectType], "torch.autograd.grad_mode");
  type.construct = (machine, args, keywords) => {
    const given = args.length ? args : [...keywords.values()];
    const self = new PyInstance(type);
    // `@torch.no_grad` without brackets.
    if (given.length === 1 && typeof given[0] === "object" && given[0] !== null && !immediate) {
      modes.set(self, modeOf(machine, []));
      return decorated(machine, self, given[0]);
    }
    modes.set(self, modeOf(machine, given));
    if (immediate) enter(machine, self);
    return self;
  };
  return define(type, [
    new PyBuiltin("__enter__", (machine, [self]) => {
      if (!immediate) enter(machine, instance(self));
      return null;
    }),
    new PyBuiltin("__exit__", (machine, [self]) => {
      leave(machine, instance(self));
      return null;
    }),
    new PyBuiltin("__call__", (machine, [self, callee]) => {
      if (immediate) leave(machine, instance(self));
      return decorated(machine, instance(self), callee!);
    }),
    native("__init__(self, *rest, **more)", () => null),
  ]);
}

export const MODE_TYPES: readonly PyType[] = [
  modeType("no_grad", () => ({ recording: false, by: "no_grad" })),
  modeType("enable_grad", () => ({ recording: true, by: "no_grad" })),
  modeType("inference_mode", (machine, [mode]) => (mode === undefined || machine.truth(mode) ? { recording: false, by: "inference_mode" } : { recording: machine.trace.recording, by: "inference_mode" })),
  modeType("set_grad_enabled", (machine, [mode]) => ({ recording: mode === undefined || machine.truth(mode), by: "set_grad_enabled" }), true),
];

