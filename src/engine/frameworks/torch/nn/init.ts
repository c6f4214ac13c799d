/** torch.nn.init: fills outside the gradient. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, native } from "../../../python/define-native.js";
import { type PyBuiltin, PyFloat, PyTuple, type Value } from "../../../python/object.js";
import { full, type NDArray } from "../../../tensor/array.js";
import { fansOf, gainOf, kaimingNormal, kaimingUniform, truncatedNormal, xavierNormal, xavierUniform } from "../../../tensor/random/initializers.js";
import type { TorchGenerator } from "../../../tensor/random/torch-generator.js";
import { floatArgument } from "../../arguments.js";
import { valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { generatorFor } from "../random.js";
import { sampleOrigin, torchState } from "../state.js";
import type { Tensor } from "../tensor.js";

function fill(machine: Machine, tensor: Tensor, array: NDArray, call: string | null): Tensor {
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    overwrite(machine, tensor, machine.trace.leaf(array, call ? sampleOrigin(torchState(machine), call) : { kind: "literal" }));
  } finally {
    machine.trace.recording = recording;
  }
  return tensor;
}

const number = (machine: Machine, value: Value | undefined, otherwise: number): number => (value === null || value === undefined ? otherwise : floatArgument(machine, value, "argument"));
const tensorIn = (a: Arguments): Tensor => a.tensor as Tensor; // PyTorch's signature

type Make = (machine: Machine, tensor: Tensor, a: Arguments, generator: TorchGenerator) => NDArray;

/** `name_` and the old name without the underscore. */
const init = (text: string, make: Make, sampled = true): PyBuiltin[] => {
  const name = text.slice(0, text.indexOf("("));
  const run = (machine: Machine, a: Arguments): Value => fill(machine, tensorIn(a), make(machine, tensorIn(a), a, generatorFor(machine, a.generator ?? null)), sampled ? `nn.init.${name}` : null);
  return [native(text, run), native(text.replace("_(", "("), run)];
};

function matrix(machine: Machine, tensor: Tensor): void {
  if (tensor.shape.length < 2) throw valueError(machine, "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
}

const mode = (a: Arguments): "fan_in" | "fan_out" => (a.mode === "fan_out" ? "fan_out" : "fan_in");
const nonlinearity = (a: Arguments): string => (typeof a.nonlinearity === "string" ? a.nonlinearity : "leaky_relu");

function eye(tensor: Tensor): NDArray {
  const array = full(tensor.dtype, tensor.shape, 0);
  const [rows = 0, columns = 0] = tensor.shape;
  for (let i = 0; i < Math.min(rows, columns); i++) array.buffer[i * columns + i] = 1;
  return array;
}

export const INIT: readonly PyBuiltin[] = [
  ...init("zeros_(tensor)", (_, tensor) => full(tensor.dtype, tensor.shape, 0), false),
  ...init("ones_(tensor)", (_, tensor) => full(tensor.dtype, tensor.shape, 1), false),
  ...init("constant_(tensor, val)", (machine, tensor, a) => full(tensor.dtype, tensor.shape, number(machine, a.val, 0)), false),
  ...init("eye_(tensor)", (_, tensor) => eye(tensor), false),
  ...init("normal_(tensor, mean=None, std=None, generator=None)", (machine, tensor, a, g) => g.fillNormal(tensor.shape, number(machine, a.mean, 0), number(machine, a.std, 1), tensor.dtype)),
  ...init("uniform_(tensor, a=None, b=None, generator=None)", (machine, tensor, a, g) => g.fillUniform(tensor.shape, number(machine, a.a, 0), number(machine, a.b, 1), tensor.dtype)),
  ...init("trunc_normal_(tensor, mean=None, std=None, a=None, b=None, generator=None)", (machine, tensor, a, g) => truncatedNormal(g, tensor.shape, number(machine, a.mean, 0), number(machine, a.std, 1), number(machine, a.a, -2), number(machine, a.b, 2), tensor.dtype)),
  ...init("xavier_uniform_(tensor, gain=None, generator=None)", (machine, tensor, a, g) => (matrix(machine, tensor), xavierUniform(g, tensor.shape, number(machine, a.gain, 1), tensor.dtype))),
  ...init("xavier_normal_(tensor, gain=None, generator=None)", (machine, tensor, a, g) => (matrix(machine, tensor), xavierNormal(g, tensor.shape, number(machine, a.gain, 1), tensor.dtype))),
  ...init("kaiming_uniform_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)", (machine, tensor, a, g) => (matrix(machine, tensor), kaimingUniform(g, tensor.shape, number(machine, a.a, 0), mode(a), nonlinearity(a), tensor.dtype))),
  ...init("kaiming_normal_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)", (machine, tensor, a, g) => (matrix(machine, tensor), kaimingNormal(g, tensor.shape, number(machine, a.a, 0), mode(a), nonlinearity(a), tensor.dtype))),
  native("_calculate_fan_in_and_fan_out(tensor)", (machine, a) => {
    matrix(machine, tensorIn(a));
    return new PyTuple([...fansOf(tensorIn(a).shape)]);
  }),
  native("calculate_gain(nonlinearity, param=None)", (machine, a) => {
    const gain = gainOf(machine.str(a.nonlinearity!), number(machine, a.param, 0.01));
    if (gain === null) throw valueError(machine, `Unsupported nonlinearity ${machine.str(a.nonlinearity!)}`);
    return Number.isInteger(gain) ? gain : new PyFloat(gain);
  }),
];
