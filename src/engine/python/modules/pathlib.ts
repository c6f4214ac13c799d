/** `pathlib`: paths as texts. Nothing is there, nothing is read, nothing is written. */
import { own, raw } from "../builtins/own.js";
import { NotImplemented, objectType, PyGetter, PyList, PyModule, PyObject, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { isWritten, openFile } from "./files.js";

const pathType = new PyType("PosixPath", [objectType], "pathlib");

class PyPath extends PyObject {
  constructor(readonly text: string) { super(); }
  get type(): PyType { return pathType; }
}

const textOf = (self: Value): string => (self as PyPath).text; // methods of paths only
/** "a//b/./c/" → "a/b/c". */
function normal(text: string): string {
  const rooted = text.startsWith("/");
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  return (rooted ? "/" : "") + parts.join("/") || (rooted ? "/" : ".");
}
const joined = (rt: Runtime, parts: readonly Value[]): PyPath =>
  new PyPath(normal(parts.map((part) => rt.str(part)).reduce((path, part) => (part.startsWith("/") || path === "" ? part : `${path}/${part}`), "")));

const nameOf = (text: string): string => (text === "." || text === "/" ? "" : text.slice(text.lastIndexOf("/") + 1));
const suffixOf = (text: string): string => { const name = nameOf(text); const dot = name.lastIndexOf("."); return dot > 0 && dot < name.length - 1 ? name.slice(dot) : ""; };
const stemOf = (text: string): string => nameOf(text).slice(0, nameOf(text).length - suffixOf(text).length);
const parentOf = (text: string): string => { const slash = text.lastIndexOf("/"); return slash < 0 ? "." : text.slice(0, slash) || "/"; };
const partsOf = (text: string): string[] => [...(text.startsWith("/") ? ["/"] : []), ...text.split("/").filter((part) => part !== "" && part !== ".")];
const getter = (name: string, read: (text: string) => Value): PyGetter => new PyGetter(name, (_, self) => read(textOf(self)));
const never = (name: string) => raw(name, () => false);
const nothing = (name: string) => raw(name, () => null);
const reading = (name: string, mode: string) => raw(name, (rt, [self]) => rt.call(rt.getAttribute(openFile(rt, textOf(self), mode), "read"), []));
const writing = (name: string, mode: string) => raw(name, (rt, [self, content]) => rt.call(rt.getAttribute(openFile(rt, textOf(self), mode), "write"), [content]));

own(pathType, [
  raw("__new__", (rt, [, ...parts]) => joined(rt, parts), { binding: "static" }),
  raw("__truediv__", (rt, [self, part]) => (typeof part === "string" || part instanceof PyPath ? joined(rt, [self, part]) : NotImplemented)),
  raw("__rtruediv__", (rt, [self, part]) => (typeof part === "string" ? joined(rt, [part, self]) : NotImplemented)),
  raw("joinpath", (rt, parts) => joined(rt, parts)),
  raw("__str__", (_, [self]) => textOf(self)), raw("__fspath__", (_, [self]) => textOf(self)), raw("as_posix", (_, [self]) => textOf(self)),
  raw("__repr__", (rt, [self]) => `PosixPath(${rt.repr(textOf(self))})`),
  raw("__eq__", (_, [a, b]) => b instanceof PyPath && textOf(a) === b.text), raw("__hash__", (rt, [self]) => rt.call(rt.builtins.get("hash")!, [textOf(self)])), // builtins are there
  raw("__lt__", (_, [a, b]) => (b instanceof PyPath ? textOf(a) < b.text : NotImplemented)),
  getter("name", nameOf), getter("suffix", suffixOf), getter("stem", stemOf), getter("parent", (text) => new PyPath(parentOf(text))), getter("parts", (text) => new PyTuple(partsOf(text))),
  getter("suffixes", (text) => new PyList(nameOf(text).split(".").slice(1).map((one) => `.${one}`))), getter("parents", (text) => {
    const parents: Value[] = [];
    for (let one = text; one !== parentOf(one) && one !== "."; ) { one = parentOf(one); parents.push(new PyPath(one)); }
    return new PyTuple(parents);
  }),
  raw("with_suffix", (rt, [self, suffix]) => joined(rt, [parentOf(textOf(self)), stemOf(textOf(self)) + rt.str(suffix)])), raw("with_name", (rt, [self, name]) => joined(rt, [parentOf(textOf(self)), name])),
  raw("expanduser", (_, [self]) => self), raw("resolve", (rt, [self]) => joined(rt, ["/", self])), raw("absolute", (rt, [self]) => joined(rt, ["/", self])),
  raw("is_absolute", (_, [self]) => textOf(self).startsWith("/")),
  ...["exists", "is_file"].map((name) => raw(name, (rt, [self]) => isWritten(rt, textOf(self)))), never("is_dir"), nothing("mkdir"), nothing("unlink"), nothing("touch"), writing("write_text", "w"), writing("write_bytes", "wb"),
  raw("glob", () => new PyList([])), raw("rglob", () => new PyList([])), raw("iterdir", () => new PyList([])),
  raw("cwd", () => new PyPath("/"), { binding: "static" }), raw("home", () => new PyPath("/root"), { binding: "static" }),
  reading("read_text", "r"), reading("read_bytes", "rb"), raw("open", (rt, args, keywords) => rt.call(rt.builtins.get("open") ?? null, [textOf(args[0] ?? null), ...args.slice(1)], keywords)),
]);

export const pathlibModule = (): PyModule => new PyModule("pathlib", new Map<string, Value>([["Path", pathType], ["PurePath", pathType], ["PosixPath", pathType], ["PurePosixPath", pathType]]));
