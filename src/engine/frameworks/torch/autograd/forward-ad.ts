/** `torch.autograd.forward_ad`: dual numbers. A dual is a stand-in with a tangent; tangents walk when somebody unpacks. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyGetter, PyInstance, PyTuple, PyType, tupleType, type Value } from "../../../python/object.js";
import { isFloating } from "../../../tensor/dtype.js";
import { sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { runtimeError, valueError } from "../errors.js";
import { forwardTangents } from "../../../autodiff/forward.js";
import { recordingAs } from "../func/differentiate.js";
import { dependents } from "../func/levels.js";
import { guarded } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";

interface Duals {
  /** How many dual levels are open: PyTorch allows one. */
  open: number;
  readonly tangents: Map<Node, Node>;
  /** Tangents that were taken out: they carry none. */
  readonly taken: Set<Node>;
}
const dualsOf = (machine: Machine): Duals => machine.state("torch forward_ad", () => ({ open: 0, tangents: new Map(), taken: new Set() }));

const levelType = new PyType("dual_level", [objectType], "torch.autograd.forward_ad");
levelType.construct = () => new PyInstance(levelType);

function enter(machine: Machine): number {
  const duals = dualsOf(machine);
  if (duals.open > 0) throw runtimeError(machine, "Nested forward mode AD is not supported at the moment");
  return duals.open++;
}
function leave(machine: Machine): null {
  const duals = dualsOf(machine);
  duals.open = 0;
  duals.tangents.clear();
  duals.taken.clear();
  return null;
}

define(levelType, [native("__init__(self)", () => null), native("__enter__(self)", enter), native("__exit__(self, *rest)", leave)]);

const unpackedType = new PyType("UnpackedDualTensor", [tupleType], "torch.autograd.forward_ad");
define(unpackedType, ["primal", "tangent"].map((name, i) => new PyGetter(name, (_, self) => (self as PyTuple).items[i]!))); // a method of this type
define(unpackedType, [native("__repr__(self)", (machine, a) => {
  const [primal, tangent] = (a.self as PyTuple).items; // as above
  return `UnpackedDualTensor(primal=${machine.repr(primal!)}, tangent=${machine.repr(tangent!)})`;
})]);

/** The tangent a node has by now; null: none. */
export function tangentOf(machine: Machine, node: Node): Node | null {
  const { tangents, taken } = dualsOf(machine);
  if (!tangents.size) return null;
  const known = tangents.get(node);
  if (known) return known;
  const reached = dependents([node], new Set(tangents.keys()));
  if (!reached.has(node) || taken.has(node)) return null;
  return recordingAs(machine, true, () => guarded(machine, () => forwardTangents([node], tangents, { ops: machine.trace.recorded, enter: (one) => reached.has(one) && !taken.has(one) })))[0]!;
}

const makeDual = native("make_dual(tensor, tangent, *, level=None)", (machine, a) => {
  const duals = dualsOf(machine);
  if (!duals.open) throw runtimeError(machine, "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.");
  const tensor = asTensor(a.tensor);
  if (!isTensor(a.tangent)) throw valueError(machine, `Expected tangent to be a Tensor, but got ${machine.typeOf(a.tangent!).name}`);
  if (!isFloating(tensor.dtype)) throw valueError(machine, `Expected primal to be floating point or complex, but got: torch.${tensor.dtype}`);
  if (!isFloating(a.tangent.dtype)) throw valueError(machine, `Expected tangent to be floating point or complex, but got: torch.${a.tangent.dtype}`);
  if (!sameShape(tensor.shape, a.tangent.shape)) throw runtimeError(machine, `Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size [${tensor.shape.join(", ")}] while the given forward gradient is of size [${a.tangent.shape.join(", ")}].`);
  const node = machine.trace.apply("reshape", [tensor.node(machine)], { shape: [...tensor.shape] });
  duals.tangents.set(node, a.tangent.node(machine));
  return new Tensor(node);
});

const unpackDual = native("unpack_dual(tensor, *, level=None)", (machine, a) => {
  const tensor = asTensor(a.tensor);
  const node = tensor.node(machine);
  const tangent = tangentOf(machine, node);
  if (tangent) dualsOf(machine).taken.add(tangent);
  const primal = tangent ? new Tensor(machine.trace.cut(node, "unpack_dual")) : tensor;
  return new PyTuple([primal, tangent && new Tensor(tangent)], unpackedType);
});

export const FORWARD_AD_MEMBERS: readonly [string, Value][] = [
  ["dual_level", levelType], ["make_dual", makeDual], ["unpack_dual", unpackDual], ["UnpackedDualTensor", unpackedType],
  ["enter_dual_level", native("enter_dual_level()", enter)], ["exit_dual_level", native("exit_dual_level(*, level=None)", leave)],
];
