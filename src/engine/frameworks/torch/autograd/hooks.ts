/** What hooks give back, and the hooks of backward functions. */
import { native } from "../../../python/define-native.js";
import { objectType, PyInstance, PyType, type Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";

const handleType = new PyType("RemovableHandle", [objectType], "torch.utils.hooks");
handleType.dict.set("__enter__", native("__enter__(self)", (_, a) => a.self!));
handleType.dict.set("__exit__", native("__exit__(self, *rest)", (machine, a) => machine.call(machine.getAttribute(a.self!, "remove"), [])));

/** What register_hook gives: `remove()` takes the hook away. */
export function removable(remove: () => void): PyInstance {
  const handle = new PyInstance(handleType);
  handle.dict.set("remove", native("remove()", () => {
    remove();
    return null;
  }));
  return handle;
}

/** Takes one hook out of a list, once. */
export const listed = <T>(list: T[], hook: T): PyInstance => {
  list.push(hook);
  return removable(() => {
    const at = list.indexOf(hook);
    if (at >= 0) list.splice(at, 1);
  });
};

/** Called with what a backward function hands on and what it was given. */
export const functionHooks = new WeakMap<Node, Value[]>();
