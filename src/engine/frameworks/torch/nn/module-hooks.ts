/** Hooks of modules: before and after `forward`, and on the gradients that pass. */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, type PyInstance, PyTuple, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { removable } from "../autograd/hooks.js";
import type { Node } from "../../../trace/node.js";
import { nameGradient } from "../grad-names.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";

export type HookKind = "_forward_hooks" | "_forward_pre_hooks" | "_backward_hooks" | "_backward_pre_hooks" | "_state_dict_hooks" | "_load_state_dict_post_hooks" | "_load_state_dict_pre_hooks" | "_state_dict_pre_hooks";

const dictOf = (self: PyInstance, name: string): PyDict | null => {
  const value = self.dict.get(name);
  return value instanceof PyDict ? value : null;
};
export const hooksOf = (self: PyInstance, name: HookKind): [Value, Value][] => [...(dictOf(self, name)?.entries.values() ?? [])];
export const hasHooks = (self: PyInstance): boolean => (["_forward_pre_hooks", "_forward_hooks", "_backward_hooks", "_backward_pre_hooks"] as const).some((name) => (dictOf(self, name)?.entries.size ?? 0) > 0);

let count = 0;

/** `marks`: dicts in which the hook's number stands for an option that it was registered with. */
export function addHook(self: PyInstance, name: HookKind, hook: Value, first: boolean, marks: readonly string[] = []): Value {
  const hooks = dictOf(self, name)!; // made by __init__
  const key = count++;
  const before = first ? [...hooks.entries] : [];
  if (first) hooks.entries.clear();
  hooks.entries.set(key, [key, hook]);
  for (const [other, entry] of before) hooks.entries.set(other, entry);
  for (const mark of marks) dictOf(self, mark)?.entries.set(key, [key, true]);
  return removable(() => {
    hooks.entries.delete(key);
    for (const mark of marks) dictOf(self, mark)?.entries.delete(key);
  });
}

const marked = (self: PyInstance, mark: string, key: Value): boolean => dictOf(self, mark)?.entries.has(Number(key)) ?? false;

export function callHooked(machine: Machine, self: PyInstance, given: readonly Value[], named: Keywords): Value {
  let [args, keywords] = [given, named];
  for (const [key, hook] of hooksOf(self, "_forward_pre_hooks")) {
    const takesKeywords = marked(self, "_forward_pre_hooks_with_kwargs", key);
    const result = machine.call(hook, takesKeywords ? [self, new PyTuple(args), machine.makeDict([...keywords])] : [self, new PyTuple(args)]);
    if (result === null) continue;
    if (!takesKeywords) args = result instanceof PyTuple ? result.items : [result];
    else if (result instanceof PyTuple && result.items.length === 2) {
      args = [...machine.iterate(result.items[0]!)];
      keywords = new Map(machine.dictEntries(result.items[1]!).map(([name, value]) => [String(name), value]));
    } else throw machine.raise("RuntimeError", `forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got ${machine.str(result)}.`);
  }
  const watch = new BackwardWatch(machine, self);
  args = watch.inputs(args);
  let result = machine.call(machine.getAttribute(self, "forward"), args, keywords);
  for (const [key, hook] of hooksOf(self, "_forward_hooks")) {
    const takesKeywords = marked(self, "_forward_hooks_with_kwargs", key);
    const changed = machine.call(hook, takesKeywords ? [self, new PyTuple(args), machine.makeDict([...keywords]), result] : [self, new PyTuple(args), result]);
    if (changed !== null) result = changed;
  }
  return watch.outputs(result);
}

/** Stands before the inputs and behind the outputs of one call, and tells the backward hooks what passes there. */
class BackwardWatch {
  private readonly hooks: readonly Value[];
  private readonly before: readonly Value[];
  private readonly incoming: (Value | undefined)[] = [];
  private readonly outgoing: (Value | undefined)[] = [];
  private watched = 0;
  private arrived = 0;

  constructor(private readonly machine: Machine, private readonly self: PyInstance) {
    this.hooks = hooksOf(self, "_backward_hooks").map(([, hook]) => hook);
    this.before = hooksOf(self, "_backward_pre_hooks").map(([, hook]) => hook);
  }
  private get idle(): boolean { return this.hooks.length + this.before.length === 0; }

  /** The same value as a node of its own, on which the gradient is seen. */
  private alias(tensor: Tensor, seen: (adjoint: Node) => Node): Tensor {
    const node = nameGradient(torchState(this.machine).ops.reshape(tensor.node(this.machine), tensor.shape), "BackwardHookFunctionBackward");
    (node.hooks ??= []).push(seen);
    return new Tensor(node);
  }

  inputs(args: readonly Value[]): readonly Value[] {
    if (this.idle) return args;
    return args.map((value, i) => {
      this.outgoing[i] = null;
      if (!isTensor(value) || !value.requiresGrad(this.machine)) return value;
      this.watched++;
      return this.alias(value, (adjoint) => {
        this.outgoing[i] = new Tensor(adjoint);
        if (++this.arrived < this.watched) return adjoint;
        const changed = this.tell();
        const own = changed?.[i];
        return isTensor(own) ? own.node(this.machine) : adjoint;
      });
    });
  }

  outputs(result: Value): Value {
    if (this.idle) return result;
    const list = result instanceof PyTuple ? result.items : [result];
    const wrapped = list.map((value, i) => {
      this.incoming[i] = null;
      if (!isTensor(value) || !value.requiresGrad(this.machine)) return value;
      return this.alias(value, (adjoint) => {
        this.incoming[i] = new Tensor(adjoint);
        this.arrived = 0;
        for (const hook of this.before) {
          const changed = this.machine.call(hook, [this.self, this.tuple(this.incoming)]);
          if (changed !== null) [...(changed instanceof PyTuple ? changed.items : [changed])].forEach((one, k) => { this.incoming[k] = one; });
        }
        if (this.watched === 0) this.tell();
        const own = this.incoming[i];
        return isTensor(own) ? own.node(this.machine) : adjoint;
      });
    });
    return result instanceof PyTuple ? new PyTuple(wrapped, result.type) : wrapped[0]!;
  }

  private tuple(list: readonly (Value | undefined)[]): PyTuple { return new PyTuple(list.map((one) => one ?? null)); }

  /** What the hooks make of the inputs' gradients. */
  private tell(): readonly Value[] | null {
    let current: readonly Value[] | null = null;
    for (const hook of this.hooks) {
      const changed = this.machine.call(hook, [this.self, current ? new PyTuple(current) : this.tuple(this.outgoing), this.tuple(this.incoming)]);
      if (changed !== null) current = changed instanceof PyTuple ? changed.items : [changed];
    }
    return current;
  }
}
