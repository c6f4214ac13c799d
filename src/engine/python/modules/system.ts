/** `time`, `os`, `sys`, `warnings` and the like: what of them does no harm. The clock stands still: same text, same report. */
import { method, own, raw } from "../builtins/own.js";
import { objectType, PyFloat, PyInstance, PyList, PyModule, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyDict } from "../values/dict.js";
import { PyInert } from "../values/function.js";
import { isWritten } from "./files.js";
import { unknown } from "./unknown.js";
import { given } from "../values/types.js";

const nothing = (name: string) => raw(name, () => null, { binding: "static" });
const module = (name: string, members: Readonly<Record<string, Value>>): PyModule => new PyModule(name, new Map<string, Value>([["__name__", name], ...Object.entries(members)]));
const still = (name: string) => raw(name, () => new PyFloat(0), { binding: "static" });

export const timeModule = (): PyModule => module("time", {
  time: still("time"), perf_counter: still("perf_counter"), monotonic: still("monotonic"), process_time: still("process_time"),
  time_ns: raw("time_ns", () => 0, { binding: "static" }), perf_counter_ns: raw("perf_counter_ns", () => 0, { binding: "static" }), sleep: nothing("sleep"),
  strftime: raw("strftime", () => "1970-01-01 00:00:00", { binding: "static" }), ctime: raw("ctime", () => "Thu Jan  1 00:00:00 1970", { binding: "static" }),
  localtime: nothing("localtime"), gmtime: nothing("gmtime"),
});

const joinPath = (parts: readonly string[]): string => parts.reduce((path, part) => (part.startsWith("/") || path === "" ? part : path.endsWith("/") ? path + part : `${path}/${part}`), "");
const splitPath = (path: string): [string, string] => { const at = path.lastIndexOf("/"); return at < 0 ? ["", path] : [path.slice(0, at) || "/", path.slice(at + 1)]; };
const extension = (path: string): [string, string] => { const match = /^(.*[^/.][^/]*?)(\.[^./]*)$/.exec(path); return match ? [match[1], match[2]] : [path, ""]; };

export const pathModule = (): PyModule => module("posixpath", {
  join: raw("join", (_, parts) => joinPath(parts.map(String)), { binding: "static" }),
  exists: raw("exists", (rt, [path]) => isWritten(rt, rt.str(path)), { binding: "static" }), isfile: raw("isfile", (rt, [path]) => isWritten(rt, rt.str(path)), { binding: "static" }), isdir: raw("isdir", () => false, { binding: "static" }),
  basename: raw("basename", (_, [path]) => splitPath(String(path))[1], { binding: "static" }), dirname: raw("dirname", (_, [path]) => splitPath(String(path))[0], { binding: "static" }),
  abspath: raw("abspath", (_, [path]) => joinPath(["/", String(path)]), { binding: "static" }), expanduser: raw("expanduser", (_, [path]) => path, { binding: "static" }),
  splitext: raw("splitext", (_, [path]) => new PyTuple(extension(String(path))), { binding: "static" }), split: raw("split", (_, [path]) => new PyTuple(splitPath(String(path))), { binding: "static" }), sep: "/",
});

/** Asking for a variable gives its default; setting one is remembered for the run. */
export function osModule(): PyModule {
  const environment = new PyDict();
  return module("os", {
    environ: environment, path: pathModule(), sep: "/", linesep: "\n", name: "posix", curdir: ".",
    getenv: method("getenv(key, default=None)", (_, a) => given(environment.getName(String(a.key)), a.default), { binding: "static" }),
    getcwd: raw("getcwd", () => "/", { binding: "static" }), getpid: raw("getpid", () => 1, { binding: "static" }), cpu_count: raw("cpu_count", () => 1, { binding: "static" }),
    makedirs: nothing("makedirs"), mkdir: nothing("mkdir"), system: nothing("system"), remove: nothing("remove"),
    listdir: raw("listdir", (rt, [path]) => unknown(rt, `os.listdir(${path === undefined ? "" : rt.repr(path)})`), { binding: "static" }),
    urandom: raw("urandom", (machine, [n]) => machine.call(machine.builtins.get("bytes")!, [n]), { binding: "static" }),
  });
}

export function sysModule(rt: Runtime): PyModule {
  const stream = (write: (text: string) => void): Value => {
    const type = new PyType("TextIOWrapper", [objectType], "_io");
    own(type, [raw("write", (machine, [, text]) => { write(machine.str(text)); return machine.str(text).length; }), raw("flush", () => null), raw("isatty", () => false)]);
    return new PyInstance(type);
  };
  return module("sys", {
    argv: new PyList(["program.py"]), path: new PyList([]), modules: new PyDict(), version: "3.11.7 (main)", platform: "linux", maxsize: 9223372036854775807n, byteorder: "little", executable: "", float_info: floatInfo(),
    version_info: new PyTuple([3, 11, 7, "final", 0]), stdout: stream((text) => rt.write(text)), stderr: stream(() => undefined),
    exit: raw("exit", (machine, args) => { throw machine.raiseWith("SystemExit", args); }, { binding: "static" }),
    getsizeof: raw("getsizeof", () => 64, { binding: "static" }), setrecursionlimit: nothing("setrecursionlimit"), getrecursionlimit: raw("getrecursionlimit", () => 1000, { binding: "static" }),
    exc_info: raw("exc_info", (machine) => (machine.handling ? new PyTuple([machine.handling.type, machine.handling, null]) : new PyTuple([null, null, null])), { binding: "static" }),
    intern: raw("intern", (_, [text]) => text, { binding: "static" }),
  });
}

function floatInfo(): PyInstance {
  const info = new PyInstance(new PyType("float_info", [objectType], "sys"));
  for (const [name, value] of [["max", Number.MAX_VALUE], ["min", 2.2250738585072014e-308], ["epsilon", Number.EPSILON]] as const) info.dict.set(name, new PyFloat(value));
  info.dict.set("dig", 15).set("mant_dig", 53);
  return info;
}

const catcher = new PyType("catch_warnings", [objectType], "warnings");
own(catcher, [raw("__enter__", () => new PyList([])), raw("__exit__", () => false), raw("__init__", () => null)]);

export const warningsModule = (): PyModule => module("warnings", {
  filterwarnings: nothing("filterwarnings"), simplefilter: nothing("simplefilter"), resetwarnings: nothing("resetwarnings"), catch_warnings: catcher,
  warn: method("warn(message, category=None, stacklevel=1, source=None)", (rt, a) => { rt.warn(a.category instanceof PyType ? a.category.name : "UserWarning", rt.str(a.message)); return null; }, { binding: "static" }),
});

/** Modules that only have to be there. */
export const idleModule = (name: string) => (): Value => new PyInert(name);

export const gcModule = (): PyModule => module("gc", { collect: raw("collect", () => 0, { binding: "static" }), disable: nothing("disable"), enable: nothing("enable") });

export const stringModule = (): PyModule => module("string", {
  ascii_lowercase: "abcdefghijklmnopqrstuvwxyz", ascii_uppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", ascii_letters: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", digits: "0123456789", hexdigits: "0123456789abcdefABCDEF", octdigits: "01234567",
  punctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", whitespace: " \t\n\r\v\f", printable: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\v\f",
});

export const platformModule = (): PyModule => module("platform", { system: raw("system", () => "Linux", { binding: "static" }), python_version: raw("python_version", () => "3.11.7", { binding: "static" }), machine: raw("machine", () => "x86_64", { binding: "static" }) });

/** Short values only: what fits a line is printed as `print` does. */
export const pprintModule = (): PyModule => module("pprint", {
  pprint: raw("pprint", (rt, [value]) => { rt.write(`${rt.repr(value)}\n`); return null; }, { binding: "static" }),
  pformat: raw("pformat", (rt, [value]) => rt.repr(value), { binding: "static" }),
});
