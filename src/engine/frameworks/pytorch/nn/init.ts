/** torch.nn.init. */
import type { Machine } from "../../../python/machine.js";
import { native, type Arguments } from "../../../python/define-native.js";
import type { PyBuiltin, Value } from "../../../python/object.js";
import { PyFloat } from "../../../python/object.js";
import { full, type NDArray } from "../../../tensor/array.js";
import { gainOf, kaimingNormal, kaimingUniform, truncatedNormal, xavierNormal, xavierUniform } from "../../../tensor/random/initializers.js";
import { floatArgument } from "../../arguments.js";
import { within } from "../autograd.js";
import { sampleOrigin } from "../creation.js";
import { writeInPlace } from "../in-place.js";
import { stateOf, type TorchTensor } from "../tensor-type.js";

/** Writes a sample into the tensor outside the gradient. */
export function fill(machine: Machine, tensor: TorchTensor, array: NDArray, call: string | null): TorchTensor {
  return within(machine, false, "init", () => writeInPlace(machine, tensor, machine.trace.leaf(array, call ? sampleOrigin(machine, call) : { kind: "literal" })));
}

const number = (machine: Machine, value: Value | undefined, otherwise: number): number => (value === null || value === undefined ? otherwise : floatArgument(machine, value, "argument"));
const tensorOf = (a: Arguments): TorchTensor => a.tensor as TorchTensor; // PyTorch raises for anything else

const init = (signature: string, make: (machine: Machine, tensor: TorchTensor, a: Arguments) => NDArray, sampled = true): PyBuiltin => {
  const name = signature.slice(0, signature.indexOf("("));
  return native(signature, (machine, a) => fill(machine, tensorOf(a), make(machine, tensorOf(a), a), sampled ? `nn.init.${name}` : null));
};

const generator = (machine: Machine) => stateOf(machine).generator;
const mode = (a: Arguments): "fan_in" | "fan_out" => (a.mode === "fan_out" ? "fan_out" : "fan_in");
const nonlinearity = (a: Arguments): string => (typeof a.nonlinearity === "string" ? a.nonlinearity : "leaky_relu");

function eye(tensor: TorchTensor): NDArray {
  const array = full(tensor.dtype, tensor.shape, 0);
  const [rows = 0, columns = 0] = tensor.shape;
  for (let i = 0; i < Math.min(rows, columns); i++) array.buffer[i * columns + i] = 1;
  return array;
}

export const INIT: readonly PyBuiltin[] = [
  init("zeros_(tensor)", (_, tensor) => full(tensor.dtype, tensor.shape, 0), false),
  init("ones_(tensor)", (_, tensor) => full(tensor.dtype, tensor.shape, 1), false),
  init("constant_(tensor, val)", (machine, tensor, a) => full(tensor.dtype, tensor.shape, number(machine, a.val, 0)), false),
  init("eye_(tensor)", (_, tensor) => eye(tensor), false),
  init("normal_(tensor, mean=None, std=None, generator=None)", (machine, tensor, a) => generator(machine).fillNormal(tensor.shape, number(machine, a.mean, 0), number(machine, a.std, 1), tensor.dtype)),
  init("uniform_(tensor, a=None, b=None, generator=None)", (machine, tensor, a) => generator(machine).fillUniform(tensor.shape, number(machine, a.a, 0), number(machine, a.b, 1), tensor.dtype)),
  init("trunc_normal_(tensor, mean=None, std=None, a=None, b=None, generator=None)", (machine, tensor, a) => truncatedNormal(generator(machine), tensor.shape, number(machine, a.mean, 0), number(machine, a.std, 1), number(machine, a.a, -2), number(machine, a.b, 2), tensor.dtype)),
  init("xavier_uniform_(tensor, gain=None, generator=None)", (machine, tensor, a) => xavierUniform(generator(machine), tensor.shape, number(machine, a.gain, 1), tensor.dtype)),
  init("xavier_normal_(tensor, gain=None, generator=None)", (machine, tensor, a) => xavierNormal(generator(machine), tensor.shape, number(machine, a.gain, 1), tensor.dtype)),
  init("kaiming_uniform_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)", (machine, tensor, a) => kaimingUniform(generator(machine), tensor.shape, number(machine, a.a, 0), mode(a), nonlinearity(a), tensor.dtype)),
  init("kaiming_normal_(tensor, a=0, mode='fan_in', nonlinearity='leaky_relu', generator=None)", (machine, tensor, a) => kaimingNormal(generator(machine), tensor.shape, number(machine, a.a, 0), mode(a), nonlinearity(a), tensor.dtype)),
  native("calculate_gain(nonlinearity, param=None)", (machine, a) => {
    const gain = gainOf(machine.str(a.nonlinearity!), number(machine, a.param, 0.01));
    if (gain === null) throw machine.raise("ValueError", `Unsupported nonlinearity ${machine.str(a.nonlinearity!)}`);
    return new PyFloat(gain);
  }),
];
