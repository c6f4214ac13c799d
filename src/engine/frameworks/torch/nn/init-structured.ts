/** torch.nn.init beyond independent draws: orthogonal, identity-preserving and sparse weights. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import type { PyBuiltin } from "../../../python/object.js";
import { fromNumbers, full, type NDArray, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { sizeOf } from "../../../tensor/shape.js";
import { constantNode } from "../../../trace/node.js";
import { floatArgument, intArgument } from "../../arguments.js";
import { valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { generatorFor } from "../random.js";
import { sampleOrigin, torchState } from "../state.js";
import { asTensor, type Tensor } from "../tensor.js";

function place(machine: Machine, tensor: Tensor, array: NDArray, call: string | null): Tensor {
  const { recording } = machine.trace;
  machine.trace.recording = false;
  overwrite(machine, tensor, machine.trace.leaf(array, call ? sampleOrigin(torchState(machine), call) : { kind: "literal" }));
  machine.trace.recording = recording;
  return tensor;
}

const transposed = (x: readonly number[], rows: number, columns: number): number[] => Array.from({ length: x.length }, (_, at) => x[(at % rows) * columns + Math.floor(at / rows)]!);

/** Q of a normal matrix, with the signs that make R's diagonal positive (Saxe et al. 2014). */
function orthogonal(machine: Machine, tensor: Tensor, gain: number, generator: ReturnType<typeof generatorFor>): NDArray {
  const { ops } = torchState(machine);
  const { dtype, shape } = tensor;
  const rows = shape[0]!;
  const columns = sizeOf(shape) / rows;
  const [high, wide] = rows < columns ? [columns, rows] : [rows, columns];
  const drawn = toNumbers(generator.fillNormal([rows, columns], 0, 1, dtype));
  const flat = rows < columns ? transposed(drawn, rows, columns) : drawn;
  const given = constantNode(fromNumbers(dtype, [high, wide], flat), false);
  const q = ops.apply("qr_q", [given]).value;
  const r = toNumbers(ops.apply("qr_r", [given]).value);
  const signed = toNumbers(q).map((value, at) => value * Math.sign(r[(at % wide) * wide + (at % wide)]!));
  const result = rows < columns ? transposed(signed, high, wide) : signed;
  const out = allocate(dtype, result.length);
  result.forEach((value, i) => { out[i] = value * gain; });
  return wrap(dtype, shape, out);
}

/** Passes the inputs of a convolution through, channel by channel. */
function dirac(tensor: Tensor, groups: number): NDArray {
  const array = full(tensor.dtype, tensor.shape, 0);
  const [outputs = 0, inputs = 0, ...window] = tensor.shape;
  const each = outputs / groups;
  const centre = window.reduce((at, length) => at * length + Math.floor(length / 2), 0);
  const area = sizeOf(window);
  for (let g = 0; g < groups; g++) for (let d = 0; d < Math.min(each, inputs); d++) array.buffer[((g * each + d) * inputs + d) * area + centre] = 1;
  return array;
}

/** Normal numbers of which a part of every column is 0, at places drawn by a permutation (Martens 2010). */
function sparse(tensor: Tensor, part: number, std: number, generator: ReturnType<typeof generatorFor>): NDArray {
  const [rows = 0, columns = 0] = tensor.shape;
  const array = generator.fillNormal(tensor.shape, 0, std, tensor.dtype);
  for (let column = 0; column < columns; column++) {
    for (const row of toNumbers(generator.permutation(rows)).slice(0, Math.ceil(part * rows))) array.buffer[row * columns + column] = 0;
  }
  return array;
}

const named = (text: string, run: Parameters<typeof native>[1]): PyBuiltin[] => [native(text, run), native(text.replace("_(", "("), run)];

export const STRUCTURED_INIT: readonly PyBuiltin[] = [
  ...named("orthogonal_(tensor, gain=1, generator=None)", (machine, a) => {
    const tensor = asTensor(a.tensor);
    if (tensor.shape.length < 2) throw valueError(machine, "Only tensors with 2 or more dimensions are supported");
    return place(machine, tensor, orthogonal(machine, tensor, floatArgument(machine, a.gain!, "gain"), generatorFor(machine, a.generator!)), "nn.init.orthogonal_");
  }),
  ...named("dirac_(tensor, groups=1)", (machine, a) => {
    const tensor = asTensor(a.tensor);
    if (tensor.shape.length < 3 || tensor.shape.length > 5) throw valueError(machine, "Only tensors with 3, 4, or 5 dimensions are supported");
    const groups = intArgument(machine, a.groups!, "groups");
    if (tensor.shape[0]! % groups !== 0) throw valueError(machine, "dim 0 must be divisible by groups");
    return place(machine, tensor, dirac(tensor, groups), null);
  }),
  ...named("sparse_(tensor, sparsity, std=None, generator=None)", (machine, a) => {
    const tensor = asTensor(a.tensor);
    if (tensor.shape.length !== 2) throw valueError(machine, "Only tensors with 2 dimensions are supported");
    return place(machine, tensor, sparse(tensor, floatArgument(machine, a.sparsity!, "sparsity"), a.std === null ? 0.01 : floatArgument(machine, a.std!, "std"), generatorFor(machine, a.generator!)), "nn.init.sparse_");
  }),
];
