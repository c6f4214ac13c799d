/** `vmap`: the function runs once an example, and the results are stacked. What it computes stays on the tape. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { type Keywords, PyTuple, type Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";
import { isInt, numberOf } from "../../arguments.js";
import { runtimeError, unsupported, valueError } from "../errors.js";
import { gradientName, nameGradient } from "../grad-names.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";
import { wrapping } from "./arguments.js";
import { levelOf, within } from "./levels.js";
import { withRandomness } from "./random.js";
import { classText, flatten, spreadOver } from "./tree.js";

interface Options {
  readonly inDims: Value;
  readonly outDims: Value;
  readonly randomness: string;
  readonly chunk: number | null;
}

const broken = (spec: string): string => spec.replace(/\*, (?=\*)/g, "*,\n  ");

/** Element `i` along `axis`, a view. */
function exampleOf(machine: Machine, node: Node, axis: number, i: number): Node {
  const { ops } = torchState(machine);
  const { shape } = node.value;
  const bound = (at: number): number[] => shape.map((length, k) => (k === axis ? at : at === i ? 0 : length));
  const cut = ops.slice(node, bound(i), shape.map((length, k) => (k === axis ? i + 1 : length)), shape.map(() => 1));
  return ops.squeeze(cut, axis);
}

function mapped(machine: Machine, callee: Value, o: Options, args: readonly Value[], keywords: Keywords): Value {
  const name = nameOf(machine, callee);
  const dims = machine.str(o.inDims);
  const call = `vmap(${name}, in_dims=${dims}, ...)(<inputs>)`;
  if (!isInt(o.inDims) && !(o.inDims instanceof PyTuple)) throw valueError(machine, `${call}: expected \`in_dims\` to be int or a (potentially nested) tuple matching the structure of inputs, got: ${classText(machine, o.inDims)}.`);
  if (!args.length) throw valueError(machine, `vmap(${name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The latter is unsupported.`);
  const inputs = flatten(new PyTuple(args));
  const flat = spreadOver(o.inDims, new PyTuple(args));
  if (!flat) throw valueError(machine, `${call}: in_dims is not compatible with the structure of \`inputs\`. in_dims has structure ${broken(flatten(o.inDims).spec)} but inputs has structure ${broken(inputs.spec)}.`);
  const axes = flat.map((dim, i): number | null => {
    const leaf = inputs.leaves[i]!;
    if (dim === null) return null;
    if (!isInt(dim)) throw valueError(machine, `${call}: Got in_dim=${machine.str(dim)} for an input but in_dim must be either an integer dimension or None.`);
    const axis = numberOf(dim);
    if (!isTensor(leaf)) throw valueError(machine, `${call}: Got in_dim=${axis} for an input but the input is of type ${classText(machine, leaf)}. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim`);
    const rank = leaf.shape.length;
    if (axis < -rank || axis >= rank) throw valueError(machine, `${call}: Got in_dim=${axis} for some input, but that input is a Tensor of dimensionality ${rank} so expected in_dim to satisfy -${rank} <= in_dim < ${rank}.`);
    return axis < 0 ? axis + rank : axis;
  });
  const sizes = axes.flatMap((axis, i) => (axis === null ? [] : [(inputs.leaves[i] as Tensor).shape[axis]!])); // checked above
  const [size] = sizes;
  if (size === undefined) throw valueError(machine, "vmap: Expected at least one Tensor to vmap over");
  if (sizes.some((one) => one !== size)) throw valueError(machine, `vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [${sizes.join(", ")}] for the mapped dimension`);
  if (size === 0) throw unsupported("vmap over no examples");
  const sources = inputs.leaves.map((leaf, i) => (axes[i] === null ? null : (leaf as Tensor).node(machine))); // checked above
  // Taken before any example runs: what one writes into its part the others do not see.
  const parts = Array.from({ length: size }, (_, example) => inputs.leaves.map((leaf, i) => (axes[i] === null ? leaf : new Tensor(exampleOf(machine, sources[i]!, axes[i]!, example)))));
  const results: Value[] = [];
  const outer = parts.map((leaves) => new Set(leaves.flatMap((leaf, i) => (axes[i] === null ? [] : [(leaf as Tensor).node(machine)])))); // as above
  const dependent: boolean[] = [];
  for (let start = 0; start < size; start += o.chunk ?? size) {
    const stop = Math.min(size, start + (o.chunk ?? size));
    withRandomness(machine, o.randomness, stop - start, (begin) => {
      for (let example = start; example < stop; example++) {
        begin(example - start);
        machine.step();
        const run = (): void => within(machine, { kind: "vmap", inputs: outer[example]! }, () => {
          const result = machine.call(callee, (inputs.rebuild(parts[example]!) as PyTuple).items, keywords); // flattened from a tuple
          results.push(result);
          // Where a result may not depend on the example: decided by the first one.
          if (example === 0) for (const leaf of flatten(result).leaves) dependent.push(isTensor(leaf) && levelOf(machine, leaf.node(machine), "vmap") > 0);
        });
        // PyTorch runs the function once: it writes once.
        if (example === 0) run();
        else machine.silently(run);
      }
    });
  }
  return stacked(machine, name, o.outDims, results, dependent);
}

function stacked(machine: Machine, name: string, outDims: Value, results: readonly Value[], dependent: readonly boolean[]): Value {
  const { ops } = torchState(machine);
  const trees = results.map(flatten);
  const [first] = trees;
  const alone = isTensor(results[0]!);
  const flat = alone && outDims instanceof PyTuple && outDims.items.length === 1 ? [outDims.items[0]!] : spreadOver(outDims, results[0]!);
  if (!flat) throw valueError(machine, `vmap(${name}, ..., out_dims=${machine.str(outDims)})(<inputs>): out_dims is not compatible with the structure of \`outputs\`. out_dims has structure ${broken(flatten(outDims).spec)} but outputs has structure ${broken(first!.spec)}.`);
  return first!.rebuild(first!.leaves.map((leaf, i) => {
    const dim = flat[i]!;
    if (dim === null) {
      if (dependent[i]) throw valueError(machine, `vmap(${name}, ...): \`${name}\` can not return a BatchedTensor when out_dim is None`);
      return leaf;
    }
    if (!isTensor(leaf)) throw valueError(machine, `vmap(${name}, ...): \`${name}\` must only return Tensors, got type ${classText(machine, leaf)}. Did you mean to set out_dims= to None for output?`);
    const nodes = trees.map((tree) => (tree.leaves[i] as Tensor).node(machine)); // every example returns the same structure
    const rank = leaf.shape.length;
    const axis = numberOf(dim as Parameters<typeof numberOf>[0]); // checked with out_dims
    const at = axis < 0 ? axis + rank + 1 : axis;
    if (at < 0 || at > rank) throw machine.raise("IndexError", `Dimension out of range (expected to be in range of [${-rank - 1}, ${rank}], but got ${axis})`);
    const node = ops.cat(nodes.map((one) => ops.unsqueeze(one, at)), at);
    return new Tensor(nodes[0]!.requiresGrad && !nodes[0]!.owner ? nameGradient(node, batchedName(gradientName(nodes[0]!))) : node);
  }));
}

/** PyTorch runs another function on the whole batch than on one example. */
const BATCHED_NAMES: Readonly<Record<string, string>> = { SumBackward0: "SumBackward1", MeanBackward0: "MeanBackward1", DotBackward0: "SqueezeBackward1", MvBackward0: "SqueezeBackward1", MmBackward0: "BmmBackward0" };
const batchedName = (name: string): string => BATCHED_NAMES[name] ?? name;

function nameOf(machine: Machine, callee: Value): string {
  const name = machine.findAttribute(callee, "__name__");
  if (typeof name === "string") return name;
  const inner = machine.findAttribute(callee, "func");
  return machine.typeOf(callee).name === "partial" && inner !== undefined ? `functools.partial(${nameOf(machine, inner)}, ...)` : machine.repr(callee);
}

export const vmap = native("vmap(func, in_dims=0, out_dims=0, randomness='error', *, chunk_size=None)", (machine, a) => {
  const randomness = String(a.randomness);
  if (!["error", "different", "same"].includes(randomness)) throw runtimeError(machine, `Only allowed values for randomness are 'error', 'different', or 'same'. Got ${randomness}`);
  const chunk = a.chunk_size === null ? null : numberOf(a.chunk_size as Parameters<typeof numberOf>[0]); // an int
  if (chunk !== null && chunk <= 0) throw valueError(machine, `vmap: chunk_size should be None or greater than 0. (got ${chunk})`);
  for (const dim of flatten(a.out_dims!).leaves) if (dim !== null && !isInt(dim)) throw valueError(machine, `vmap(${nameOf(machine, a.func!)}, ..., out_dims=${machine.str(a.out_dims!)}): \`out_dims\` must be an int, None or a python collection of ints representing where in the outputs the vmapped dimension should appear.`);
  return wrapping(machine, a.func!, (inner, args, keywords) => mapped(inner, a.func!, { inDims: a.in_dims!, outDims: a.out_dims!, randomness, chunk }, args, keywords));
});
