/** `pickle` in memory: what is pickled is kept as a deep copy; its bytes are not CPython's, and files are not written. */
import { method } from "../builtins/own.js";
import { type PyBuiltin, PyModule, type PyObject, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyBytes } from "../values/bytes.js";
import { EXCEPTIONS } from "../values/exception.js";
import { deepCopy } from "./copy.js";

const pickled = new WeakMap<PyBytes, Value>();

const copied = (rt: Runtime, value: Value): Value => deepCopy(rt, value, new Map<PyObject, Value>(), rt.makeDict([]));

function dumps(rt: Runtime, value: Value): PyBytes {
  const bytes = new PyBytes([0x80, 4, 0x2e]);
  pickled.set(bytes, copied(rt, value));
  return bytes;
}

function loads(rt: Runtime, bytes: Value): Value {
  const kept = bytes instanceof PyBytes ? pickled.get(bytes) : undefined;
  if (kept === undefined) throw rt.raiseWith("EOFError", ["Ran out of input"]);
  return copied(rt, kept);
}

const FUNCTIONS: readonly PyBuiltin[] = [
  method("dumps(obj, protocol=None, *, fix_imports=True)", (rt, a) => dumps(rt, a.obj), { binding: "static" }),
  method("loads(data, *, fix_imports=True, encoding='ASCII')", (rt, a) => loads(rt, a.data), { binding: "static" }),
  method("dump(obj, file, protocol=None, *, fix_imports=True)", (rt, a) => { rt.call(rt.getAttribute(a.file, "write"), [dumps(rt, a.obj)]); return null; }, { binding: "static" }),
];

export const pickleModule = (): PyModule => new PyModule("pickle", new Map<string, Value>([...FUNCTIONS.map((one): [string, Value] => [one.name, one]), ["HIGHEST_PROTOCOL", 5], ["PickleError", EXCEPTIONS.get("Exception")!]]));
