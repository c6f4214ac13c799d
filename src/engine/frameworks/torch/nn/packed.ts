/** torch.nn.utils.rnn: sequences of different lengths as one tensor, padded or packed step by step. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, PyGetter, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument, intArgument, isSequence } from "../../arguments.js";
import { runtimeError, valueError } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";

const FIELDS = ["data", "batch_sizes", "sorted_indices", "unsorted_indices"] as const;
const packedType: PyType = define(new PyType("PackedSequence", [new PyTuple([]).type], "torch.nn.utils.rnn"), [
  ...FIELDS.map((name, i) => new PyGetter(name, (_, self) => (self as PyTuple).items[i]!)), // `self` of this type
  new PyBuiltin("__repr__", (machine, [self]) => `PackedSequence(${FIELDS.map((name, i) => `${name}=${machine.repr((self as PyTuple).items[i]!)}`).join(", ")})`), // as above
  new PyGetter("is_cuda", () => false),
  ...["to", "cpu", "cuda", "pin_memory"].map((name) => native(`${name}(self, *rest, **more)`, (_, a) => a.self!)),
]);
packedType.construct = (machine, args, keywords) => {
  const values = FIELDS.map((name, i) => args[i] ?? keywords.get(name) ?? null);
  if (!isTensor(values[0]) || !isTensor(values[1])) throw valueError(machine, "PackedSequence expects data and batch_sizes to be tensors");
  return new PyTuple(values, packedType);
};

export const packedSequence = (data: Tensor, batchSizes: Tensor, sorted: Value, unsorted: Value): PyTuple => new PyTuple([data, batchSizes, sorted, unsorted], packedType);

export interface Packed {
  readonly data: Tensor;
  readonly batchSizes: Tensor;
  readonly sizes: readonly number[];
  readonly sorted: Value;
  readonly unsorted: Value;
}
export function asPacked(value: Value): Packed | null {
  if (!(value instanceof PyTuple) || value.type !== packedType) return null;
  const [data, batchSizes, sorted = null, unsorted = null] = value.items;
  return { data: asTensor(data), batchSizes: asTensor(batchSizes), sizes: toNumbers(asTensor(batchSizes).array()), sorted, unsorted };
}

const integers = (list: readonly number[]): Tensor => new Tensor(constantNode(fromNumbers("int64", [list.length], list), false));
const inverted = (order: readonly number[]): number[] => {
  const result = new Array<number>(order.length);
  order.forEach((from, to) => { result[from] = to; });
  return result;
};
const slab = (machine: Machine, x: Node, axis: number, from: number, to: number): Node => torchState(machine).ops.slice(x, x.value.shape.map((_, k) => (k === axis ? from : 0)), x.value.shape.map((length, k) => (k === axis ? to : length)), x.value.shape.map(() => 1));
const numbersIn = (machine: Machine, value: Value): number[] => (isTensor(value) ? toNumbers(value.array()) : [...machine.iterate(value)].map((one) => intArgument(machine, one, "lengths")));

/** Rows of the padded batch, step by step. */
function pack(machine: Machine, input: Tensor, given: readonly number[], batchFirst: boolean, enforceSorted: boolean): PyTuple {
  const { ops } = torchState(machine);
  let x = input.node(machine);
  if (batchFirst) x = ops.transpose(x, 0, 1);
  let lengths = [...given];
  let [sorted, unsorted]: Value[] = [null, null];
  if (!enforceSorted) {
    const order = given.map((_, i) => i).sort((a, b) => given[b]! - given[a]! || a - b);
    [sorted, unsorted] = [integers(order), integers(inverted(order))];
    lengths = order.map((i) => given[i]!);
    x = ops.apply("index", [x, asTensor(sorted).node(machine)], { axes: [1] });
  }
  if (lengths.length !== x.value.shape[1]) throw runtimeError(machine, `Expected \`len(lengths)\` to be equal to batch_size, but got ${lengths.length} (batch_size=${x.value.shape[1]})`);
  if (lengths.some((length) => length <= 0)) throw runtimeError(machine, "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0");
  if (lengths.some((length, i) => i > 0 && length > lengths[i - 1]!)) throw runtimeError(machine, "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.");
  const sizes = Array.from({ length: lengths[0] ?? 0 }, (_, t) => lengths.filter((length) => length > t).length);
  const steps = sizes.map((size, t) => slab(machine, ops.reshape(slab(machine, x, 0, t, t + 1), x.value.shape.slice(1)), 0, 0, size));
  return packedSequence(new Tensor(nameGradient(ops.cat(steps, 0), "PackPaddedSequenceBackward0")), integers(sizes), sorted, unsorted);
}

function unpack(machine: Machine, packed: Packed, batchFirst: boolean, value: number, total: Value): { readonly padded: Node; readonly lengths: number[] } {
  const { ops } = torchState(machine);
  const { data, sizes } = packed;
  const batch = sizes[0] ?? 0;
  const wanted = total === null ? sizes.length : intArgument(machine, total, "total_length");
  if (wanted < sizes.length) throw valueError(machine, `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${wanted} and max sequence length being ${sizes.length}`);
  const node = data.node(machine);
  const rest = node.value.shape.slice(1);
  let at = 0;
  const steps = Array.from({ length: wanted }, (_, t) => {
    const size = sizes[t] ?? 0;
    const rows = slab(machine, node, 0, at, at + size);
    at += size;
    return ops.unsqueeze(size === batch ? rows : ops.cat([rows, ops.fill(node, [batch - size, ...rest], value)], 0), 0);
  });
  let padded = ops.cat(steps, 0);
  let lengths = Array.from({ length: batch }, (_, i) => sizes.filter((size) => size > i).length);
  if (isTensor(packed.unsorted)) {
    const order = toNumbers(packed.unsorted.array());
    padded = nameGradient(ops.apply("index", [batchFirst ? ops.transpose(padded, 0, 1) : padded, packed.unsorted.node(machine)], { axes: [batchFirst ? 0 : 1] }), "IndexSelectBackward0");
    lengths = order.map((i) => lengths[i]!);
  } else if (batchFirst) padded = ops.transpose(padded, 0, 1);
  return { padded, lengths };
}

function pad(machine: Machine, sequences: readonly Tensor[], batchFirst: boolean, value: number, left: boolean): Node {
  const { ops } = torchState(machine);
  const nodes = sequences.map((one) => one.node(machine));
  const longest = Math.max(...nodes.map((node) => node.value.shape[0]!));
  const axis = batchFirst ? 0 : 1;
  return ops.cat(nodes.map((node) => {
    const missing = longest - node.value.shape[0]!;
    const blank = missing ? [ops.fill(node, [missing, ...node.value.shape.slice(1)], value)] : [];
    return ops.unsqueeze(missing ? ops.cat(left ? [...blank, node] : [node, ...blank], 0) : node, axis);
  }), axis);
}

const tensorsIn = (machine: Machine, value: Value): Tensor[] => {
  if (!isTensor(value) && !isSequence(value)) throw runtimeError(machine, `pad_sequence: Expected iterable for input sequences, but got arg of type: ${machine.repr(machine.typeOf(value))}`);
  return [...machine.iterate(value)].map(asTensor);
};

/** The parts of a padded batch that are not padding. */
function trimmed(machine: Machine, padded: Node, lengths: readonly number[], batchFirst: boolean): PyList {
  const { ops } = torchState(machine);
  const x = batchFirst ? padded : ops.transpose(padded, 0, 1);
  return new PyList(lengths.map((length, i) => new Tensor(nameGradient(slab(machine, ops.reshape(slab(machine, x, 0, i, i + 1), x.value.shape.slice(1)), 0, 0, length), "IndexBackward0"))));
}

function packedArgument(machine: Machine, value: Value): Packed {
  const packed = asPacked(value);
  if (!packed) throw machine.raise("AttributeError", `'${machine.typeOf(value).name}' object has no attribute 'batch_sizes'`);
  return packed;
}

const FUNCTIONS: readonly PyBuiltin[] = [
  native("pad_sequence(sequences, batch_first=False, padding_value=0, padding_side='right')", (machine, a) => new Tensor(pad(machine, tensorsIn(machine, a.sequences!), machine.truth(a.batch_first!), floatArgument(machine, a.padding_value!, "padding_value"), a.padding_side === "left"))),
  native("pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True)", (machine, a) => pack(machine, asTensor(a.input), numbersIn(machine, a.lengths!), machine.truth(a.batch_first!), machine.truth(a.enforce_sorted!))),
  native("pad_packed_sequence(sequence, batch_first=False, padding_value=0, total_length=None)", (machine, a) => {
    const { padded, lengths } = unpack(machine, packedArgument(machine, a.sequence!), machine.truth(a.batch_first!), floatArgument(machine, a.padding_value!, "padding_value"), a.total_length!);
    return new PyTuple([new Tensor(padded), integers(lengths)]);
  }),
  native("pack_sequence(sequences, enforce_sorted=True)", (machine, a) => {
    const list = tensorsIn(machine, a.sequences!);
    return pack(machine, new Tensor(pad(machine, list, false, 0, false)), list.map((one) => one.shape[0]!), false, machine.truth(a.enforce_sorted!));
  }),
  native("unpad_sequence(padded_sequences, lengths, batch_first=False)", (machine, a) => trimmed(machine, asTensor(a.padded_sequences).node(machine), numbersIn(machine, a.lengths!), machine.truth(a.batch_first!))),
  native("unpack_sequence(packed_sequences)", (machine, a) => {
    const { padded, lengths } = unpack(machine, packedArgument(machine, a.packed_sequences!), true, 0, null);
    return trimmed(machine, padded, lengths, true);
  }),
  native("invert_permutation(permutation)", (_, a) => (a.permutation === null ? null : integers(inverted(toNumbers(asTensor(a.permutation).array()))))),
];

export const SEQUENCE_MEMBERS: readonly (readonly [string, Value])[] = [["PackedSequence", packedType], ...FUNCTIONS.map((one): [string, Value] => [one.name, one])];
