/** torch.save and torch.load: files live in memory, as long as the run. */
import type { Machine } from "../../python/machine.js";
import { native } from "../../python/define-native.js";
import type { PyBuiltin, Value } from "../../python/object.js";
import { unsupported } from "./errors.js";

/** By path, or by the file object that has no name. */
const filesOf = (machine: Machine): Map<Value, Value> => machine.state("torch files", () => new Map<Value, Value>());

/** What a path, an open file or a buffer in memory is known by. */
function keyOf(machine: Machine, file: Value): Value {
  if (typeof file === "string") return file;
  const path = machine.findAttribute(file, "__fspath__");
  if (path !== undefined) return machine.str(file);
  const name = machine.findAttribute(file, "name");
  return typeof name === "string" ? name : file;
}

export const FILES: readonly PyBuiltin[] = [
  native("save(obj, f, *rest, **more)", (machine, a) => {
    filesOf(machine).set(keyOf(machine, a.f!), machine.deepCopy(a.obj!));
    return null;
  }),
  native("load(f, map_location=None, *rest, weights_only=None, mmap=None, **more)", (machine, a) => {
    const found = filesOf(machine).get(keyOf(machine, a.f!));
    if (found === undefined) throw unsupported("torch.load of a file that this program has not saved");
    return machine.deepCopy(found);
  }),
];
