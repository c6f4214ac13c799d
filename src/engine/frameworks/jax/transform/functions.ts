/** The transformations' names in `jax`. */
import { native } from "../../../python/define-native.js";
import { PyBuiltin, PyList, Unsupported } from "../../../python/object.js";
import { frameworkMessages as say } from "../../messages.js";
import { arrayFrom, JaxArray } from "../array.js";
import { device } from "../core.js";
import { named, type Part } from "../part.js";
import { mapTree } from "../tree/mapping.js";
import { customGradient, customVjp } from "./custom-vjp.js";
import { customJvp } from "./custom-jvp.js";
import { grad, valueAndGrad } from "./gradient.js";
import { hessian, jacfwd, jacobianOf, jacrev } from "./jacobian.js";
import { disableJit, jit } from "./jit.js";
import { jvp, linearize } from "./jvp.js";
import { vjp } from "./vjp.js";
import { vmap } from "./vmap.js";

/** What changes neither values nor derivatives: recomputing, naming, waiting. */
const same = (text: string, parameter = "fun"): PyBuiltin => native(text, (_, a) => (a[parameter] === null ? new PyBuiltin("decorator", (_machine, [callee = null]) => callee, "static") : a[parameter]!));
const CHECKPOINT = "(fun=None, *, prevent_cse=True, policy=None, static_argnums=None, concrete=None)";

export const stopGradient = native("stop_gradient(x)", (machine, a) => mapTree(machine, [a.x!], null, ([leaf]) => {
  const array = arrayFrom(machine, leaf);
  return array ? new JaxArray(machine.trace.cut(array.node, "stop_gradient"), array.weakType) : leaf!;
}));

const devicePut = native("device_put(x, device=None, *, src=None, donate=False, may_alias=None)", (machine, a) => mapTree(machine, [a.x!], null, ([leaf]) => {
  const array = arrayFrom(machine, leaf);
  if (!array) throw machine.raise("TypeError", `Argument ${machine.repr(leaf!)} of type ${machine.repr(machine.typeOf(leaf!))} is not a valid JAX type.`);
  return new JaxArray(array.node);
}));

const refused = (name: string): PyBuiltin => new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.unsupportedName(`jax.${name}`)); }, "static");

const FUNCTIONS: readonly PyBuiltin[] = [
  grad, valueAndGrad, vjp, jvp, linearize, jacfwd, jacrev, jacobianOf, hessian, vmap, jit, disableJit, customVjp, customJvp, customGradient, devicePut,
  same(`checkpoint${CHECKPOINT}`), same(`remat${CHECKPOINT}`), same("named_call(fun, *, name=None)"), same("block_until_ready(x)", "x"),
  native("device_get(x)", (machine, a) => mapTree(machine, [a.x!], null, ([leaf]) => (leaf instanceof JaxArray ? machine.call(machine.getAttribute(leaf, "__array__"), []) : leaf!))),
  native("effects_barrier()", () => null), native("clear_caches()", () => null),
  native("device_count(backend=None)", () => 1), native("local_device_count(backend=None)", () => 1),
  native("process_index(backend=None)", () => 0), native("process_count(backend=None)", () => 1), native("host_count()", () => 1), native("host_id()", () => 0),
  native("devices(backend=None)", (machine) => new PyList([device(machine)])), native("local_devices(process_index=None, backend=None, host_id=None)", (machine) => new PyList([device(machine)])),
  native("default_backend()", () => "cpu"),
  refused("pmap"), refused("make_jaxpr"), refused("linear_transpose"), refused("shard_map"),
];

export const TRANSFORMS: Part = {
  jax: () => named(FUNCTIONS),
  "jax.ad_checkpoint": () => [["checkpoint", same(`checkpoint${CHECKPOINT}`)], ["checkpoint_name", same("checkpoint_name(x, name)", "x")]],
};

