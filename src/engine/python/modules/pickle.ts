/** `pickle` in memory: what is pickled is kept as a deep copy; its bytes are not CPython's, and files are not written. */
import { method } from "../builtins/own.js";
import { type PyBuiltin, PyModule, type PyObject, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyBytes } from "../values/bytes.js";
import { EXCEPTIONS } from "../values/exception.js";
import { deepCopy } from "./copy.js";

const copied = (rt: Runtime, value: Value): Value => deepCopy(rt, value, new Map<PyObject, Value>(), rt.makeDict([]));

/** What has been pickled in this run; the bytes hold its place, so that they may be written and read. */
const kept = (rt: Runtime): Value[] => rt.state("pickles", (): Value[] => []);

function dumps(rt: Runtime, value: Value): PyBytes {
  const place = kept(rt).push(copied(rt, value)) - 1;
  return new PyBytes([0x80, 4, place & 255, (place >> 8) & 255, (place >> 16) & 255, 0x2e]);
}

function loads(rt: Runtime, bytes: Value): Value {
  const [mark, , low = 0, middle = 0, high = 0, end] = bytes instanceof PyBytes ? bytes.data : [];
  const found = mark === 0x80 && end === 0x2e ? kept(rt)[low | (middle << 8) | (high << 16)] : undefined;
  if (found === undefined) throw rt.raiseWith("EOFError", ["Ran out of input"]);
  return copied(rt, found);
}

const FUNCTIONS: readonly PyBuiltin[] = [
  method("dumps(obj, protocol=None, *, fix_imports=True)", (rt, a) => dumps(rt, a.obj), { binding: "static" }),
  method("loads(data, *, fix_imports=True, encoding='ASCII')", (rt, a) => loads(rt, a.data), { binding: "static" }),
  method("load(file, *, fix_imports=True, encoding='ASCII')", (rt, a) => loads(rt, rt.call(rt.getAttribute(a.file, "read"), [])), { binding: "static" }),
  method("dump(obj, file, protocol=None, *, fix_imports=True)", (rt, a) => { rt.call(rt.getAttribute(a.file, "write"), [dumps(rt, a.obj)]); return null; }, { binding: "static" }),
];

export const pickleModule = (): PyModule => new PyModule("pickle", new Map<string, Value>([...FUNCTIONS.map((one): [string, Value] => [one.name, one]), ["HIGHEST_PROTOCOL", 5], ["PickleError", EXCEPTIONS.get("Exception")!]]));
