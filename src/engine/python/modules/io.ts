/** `io.StringIO` and `io.BytesIO`: files that live in memory. */
import { method, own, raw } from "../builtins/own.js";
import { objectType, PyInstance, PyList, PyModule, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyBytes } from "../values/bytes.js";
import { typeName } from "../values/types.js";

interface Content<T> { data: T; at: number; closed: boolean }

const texts = new WeakMap<PyInstance, Content<string>>();
const textIO = new PyType("StringIO", [objectType], "_io");

function contentOf<T>(rt: Runtime, of: WeakMap<PyInstance, Content<T>>, self: Value): Content<T> {
  const content = of.get(self as PyInstance)!; // set by __init__
  if (content.closed) throw rt.raise("ValueError", "I/O operation on closed file");
  return content;
}

const textOf = (rt: Runtime, self: Value): Content<string> => contentOf(rt, texts, self);

/** The next line with its end; empty at the end. */
function line(content: Content<string>): string {
  const end = content.data.indexOf("\n", content.at);
  const text = content.data.slice(content.at, end < 0 ? undefined : end + 1);
  content.at += text.length;
  return text;
}

const closing = <T>(of: WeakMap<PyInstance, Content<T>>) => [
  raw("close", (_, [self]) => { of.get(self as PyInstance)!.closed = true; return null; }), // set by __init__
  raw("flush", () => null),
  raw("__enter__", (_, [self]) => self),
  raw("__exit__", (_, [self]) => { of.get(self as PyInstance)!.closed = true; return false; }), // as above
  raw("tell", (rt, [self]) => contentOf(rt, of, self).at),
];

own(textIO, [
  method("__init__(self, initial_value='', newline=None)", (rt, a) => { texts.set(a.self as PyInstance, { data: a.initial_value === null ? "" : rt.str(a.initial_value), at: 0, closed: false }); return null; }), // methods of StringIO only
  raw("write", (rt, [self, text]) => {
    if (typeof text !== "string") throw rt.raise("TypeError", `string argument expected, got '${typeName(text)}'`);
    const content = textOf(rt, self);
    content.data = content.data.slice(0, content.at).padEnd(content.at, "\0") + text + content.data.slice(content.at + text.length);
    content.at += text.length;
    return text.length;
  }),
  raw("writelines", (rt, [self, lines]) => { for (const one of rt.iterate(lines)) rt.call(rt.getAttribute(self, "write"), [one]); return null; }),
  method("read(self, size=-1)", (rt, a) => {
    const content = textOf(rt, a.self);
    const size = a.size === null ? -1 : rt.int(a.size);
    const text = content.data.slice(content.at, size < 0 ? undefined : content.at + size);
    content.at += text.length;
    return text;
  }),
  raw("readline", (rt, [self]) => line(textOf(rt, self))),
  raw("readlines", (rt, [self]) => { const content = textOf(rt, self); const lines: Value[] = []; while (content.at < content.data.length) lines.push(line(content)); return new PyList(lines); }),
  raw("__iter__", (_, [self]) => self),
  raw("__next__", (rt, [self]) => { const text = line(textOf(rt, self)); if (text === "") throw rt.raiseWith("StopIteration", []); return text; }),
  raw("getvalue", (rt, [self]) => textOf(rt, self).data),
  method("seek(self, offset, whence=0)", (rt, a) => { const content = textOf(rt, a.self); content.at = rt.int(a.whence) === 2 ? content.data.length : rt.int(a.offset); return content.at; }),
  method("truncate(self, size=None)", (rt, a) => { const content = textOf(rt, a.self); content.data = content.data.slice(0, a.size === null ? content.at : rt.int(a.size)); return content.data.length; }),
  ...closing(texts),
]);

const buffers = new WeakMap<PyInstance, Content<readonly number[]>>();
const bytesIO = new PyType("BytesIO", [objectType], "_io");
const bufferOf = (rt: Runtime, self: Value): Content<readonly number[]> => contentOf(rt, buffers, self);
own(bytesIO, [
  method("__init__(self, initial_bytes=None)", (_, a) => { buffers.set(a.self as PyInstance, { data: a.initial_bytes instanceof PyBytes ? a.initial_bytes.data : [], at: 0, closed: false }); return null; }), // methods of BytesIO only
  raw("write", (rt, [self, bytes]) => {
    if (!(bytes instanceof PyBytes)) throw rt.raise("TypeError", `a bytes-like object is required, not '${typeName(bytes)}'`);
    const content = bufferOf(rt, self);
    content.data = [...content.data.slice(0, content.at), ...bytes.data, ...content.data.slice(content.at + bytes.data.length)];
    content.at += bytes.data.length;
    return bytes.data.length;
  }),
  method("read(self, size=-1)", (rt, a) => {
    const content = bufferOf(rt, a.self);
    const size = a.size === null ? -1 : rt.int(a.size);
    const data = content.data.slice(content.at, size < 0 ? undefined : content.at + size);
    content.at += data.length;
    return new PyBytes(data);
  }),
  raw("getvalue", (rt, [self]) => new PyBytes(bufferOf(rt, self).data)),
  method("seek(self, offset, whence=0)", (rt, a) => { const content = bufferOf(rt, a.self); content.at = rt.int(a.whence) === 2 ? content.data.length : rt.int(a.offset); return content.at; }),
  ...closing(buffers),
]);

export interface MemoryFile {
  readonly file: PyInstance;
  /** As far as it has been written, closed or not. */
  content(): string | PyBytes;
  size(): number;
}

/** A file of that kind of content, at its end where it is to be written on. */
export function makeFile(isBinary: boolean, content: string | PyBytes | null, atEnd: boolean): MemoryFile {
  const file = new PyInstance(isBinary ? bytesIO : textIO);
  const data = typeof content === "string" ? content : "";
  const bytes = content instanceof PyBytes ? content.data : [];
  if (isBinary) buffers.set(file, { data: bytes, at: atEnd ? bytes.length : 0, closed: false });
  else texts.set(file, { data, at: atEnd ? data.length : 0, closed: false });
  return {
    file,
    content: () => (isBinary ? new PyBytes(buffers.get(file)?.data ?? []) : (texts.get(file)?.data ?? "")),
    size: () => (isBinary ? (buffers.get(file)?.data.length ?? 0) : (texts.get(file)?.data.length ?? 0)),
  };
}

export const ioModule = (rt: Runtime): PyModule => new PyModule("io", new Map<string, Value>([["StringIO", textIO], ["BytesIO", bytesIO], ["open", rt.builtins.get("open") ?? null]]));
