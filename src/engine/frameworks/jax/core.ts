/** Names of the module `jax` itself that belong to arrays and settings. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyType, type Value } from "../../python/object.js";
import { arrayClass } from "./array.js";
import type { Part } from "./part.js";
import { jaxState } from "./state.js";

const configType = new PyType("Config", [objectType], "jax._src.config");
define(configType, [
  native("update(self, name, value)", (machine, a) => {
    if (a.name === "jax_enable_x64") jaxState(machine).x64 = machine.truth(a.value!);
    return null;
  }),
  new PyGetter("jax_enable_x64", (machine) => jaxState(machine).x64),
  new PyGetter("x64_enabled", (machine) => jaxState(machine).x64),
]);
const config = (machine: Machine): Value => machine.state("jax-config", () => machine.instance(configType));

const deviceType = new PyType("CpuDevice", [objectType], "jaxlib._jax");
define(deviceType, [
  new PyBuiltin("__repr__", () => "CpuDevice(id=0)"), new PyBuiltin("__str__", () => "cpu:0"),
  new PyGetter("platform", () => "cpu"), new PyGetter("device_kind", () => "cpu"), new PyGetter("id", () => 0), new PyGetter("process_index", () => 0),
]);
/** The one device there is. */
export const device = (machine: Machine): Value => machine.state("jax-device", () => machine.instance(deviceType));

export const CORE: Part = {
  jax: (machine) => [["Array", arrayClass], ["Device", deviceType], ["config", config(machine)], ["__version__", "0.10.2"]],
};
