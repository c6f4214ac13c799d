/** Complex numbers in torch: which functions take over where something complex is among the arguments. */
import { type Keywords, PyBuiltin, type PyGetter, type Value } from "../../../python/object.js";
import { unsupported } from "../errors.js";
import type { TorchFunction } from "../functions/define.js";
import { COMPLEX_CREATION, COMPLEX_MEMBERS } from "./creation.js";
import { COMPLEX_ELEMENTWISE } from "./elementwise.js";
import { COMPLEX_FFT } from "./fft.js";
import { concernsComplex } from "./operands.js";
import { byParts, installParts, PART_NAMES, SHAPE_MEMBERS, VIEW_FUNCTIONS } from "./shapes.js";
import { complexTensorType } from "./tensor.js";

const FUNCTIONS: readonly TorchFunction[] = [...COMPLEX_CREATION, ...COMPLEX_ELEMENTWISE, ...COMPLEX_FFT];

/** These have nothing to do with real tensors alone, or are the same for them. */
const ALWAYS = new Set(["complex", "polar", "view_as_complex", "view_as_real", "real", "imag"]);

const members = (place: string): Map<string, PyBuiltin> => new Map(FUNCTIONS.filter((one) => (one.where as readonly string[]).includes(place)).map((one) => [one.name, one.builtin]));

const chosen = (name: string, complex: PyBuiltin, real: Value | undefined): PyBuiltin =>
  new PyBuiltin(name, (machine, args, keywords: Keywords) => {
    if (real === undefined || ALWAYS.has(name) || concernsComplex(args, keywords)) return complex.call(machine, args, keywords);
    return machine.call(real, args, keywords);
  }, "method", true);

/** The members of a module of torch with the complex forms behind them. */
export function withComplex(place: "torch" | "linalg" | "fft", real: Iterable<readonly [string, Value]>): Map<string, Value> {
  const all = new Map(real);
  const own = members(place);
  for (const [name, complex] of own) all.set(name, chosen(name, complex, all.get(name)));
  if (place !== "torch") return all;
  for (const name of PART_NAMES) {
    const plain = all.get(name);
    if (plain !== undefined && !own.has(name)) all.set(name, chosen(name, byParts(name, () => plain), plain));
  }
  for (const one of VIEW_FUNCTIONS) all.set(one.name, chosen(one.name, one, all.get(one.name)));
  return all;
}

/** Gives complex tensors their methods; `real`: those of real ones. */
export function installComplex(real: ReadonlyMap<string, Value>): void {
  installParts(real);
  const own: readonly (PyBuiltin | PyGetter)[] = [...members("Tensor").values(), ...SHAPE_MEMBERS, ...COMPLEX_MEMBERS];
  for (const one of own) complexTensorType.dict.set(one.name, one);
  // What writes into real tensors does not know pairs.
  for (const name of real.keys()) if (name.endsWith("_") && !name.startsWith("__") && !complexTensorType.dict.has(name) && !["requires_grad_", "detach_"].includes(name)) complexTensorType.dict.set(name, new PyBuiltin(name, () => { throw unsupported(`Tensor.${name} of complex tensors`); }));
}
