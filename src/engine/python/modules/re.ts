/** `re`, on JavaScript's regular expressions: the syntax is all but the same. */
import { method, own, raw } from "../builtins/own.js";
import { objectType, PyGetter, PyList, PyModule, PyObject, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { iteratorOf } from "../semantics/iteration.js";
import { stringRepr } from "../semantics/text.js";

const FLAGS = { IGNORECASE: 2, I: 2, MULTILINE: 8, M: 8, DOTALL: 16, S: 16, VERBOSE: 64, X: 64, ASCII: 256, A: 256, UNICODE: 32, U: 32 } as const;

/** Python's spelling → JavaScript's. */
function translated(source: string, flags: number): string {
  let text = source.replace(/\(\?P<(\w+)>/g, "(?<$1>").replace(/\(\?P=(\w+)\)/g, "\\k<$1>").replace(/\\A/g, "^").replace(/\\Z/g, "$").replace(/\(\?#[^)]*\)/g, "").replace(/^\(\?[aimsux]+\)/, "");
  if (flags & FLAGS.VERBOSE) text = text.replace(/\\.|\[(?:\\.|[^\]])*\]|\s+|#.*/g, (part) => (/^(\s|#)/.test(part) ? "" : part));
  return text;
}

class Pattern extends PyObject {
  readonly expression: RegExp;
  constructor(rt: Runtime, readonly source: string, readonly flags: number) {
    super();
    const inline = /^\(\?([aimsux]+)\)/.exec(source)?.[1] ?? "";
    try {
      this.expression = new RegExp(translated(source, flags), `g${flags & 2 || inline.includes("i") ? "i" : ""}${flags & 8 || inline.includes("m") ? "m" : ""}${flags & 16 || inline.includes("s") ? "s" : ""}`);
    } catch (error) {
      throw rt.raise("ValueError", error instanceof Error ? error.message : String(error));
    }
  }
  get type(): PyType { return patternType; }
  from(text: string, at: number): RegExpExecArray | null { this.expression.lastIndex = at; return this.expression.exec(text); }
}
const patternType: PyType = new PyType("Pattern", [objectType], "re");

class Match extends PyObject {
  constructor(readonly found: RegExpExecArray) { super(); }
  get type(): PyType { return matchType; }
  group(rt: Runtime, key: Value): Value {
    const value = typeof key === "string" ? this.found.groups?.[key] : this.found[rt.int(key)];
    if (typeof key === "string" ? !(this.found.groups && key in this.found.groups) : rt.int(key) >= this.found.length) throw rt.raise("IndexError", "no such group");
    return value ?? null;
  }
}
const matchType: PyType = new PyType("Match", [objectType], "re");
const matchOf = (value: Value): Match => value as Match; // methods of Match only

own(matchType, [
  raw("group", (rt, [self, ...keys]) => (keys.length < 2 ? matchOf(self).group(rt, keys[0] ?? 0) : new PyTuple(keys.map((key) => matchOf(self).group(rt, key))))),
  method("groups(self, default=None)", (_, a) => new PyTuple(matchOf(a.self).found.slice(1).map((group) => group ?? a.default))),
  raw("groupdict", (rt, [self]) => rt.makeDict(Object.entries(matchOf(self).found.groups ?? {}).map(([name, value]) => [name, value ?? null]))),
  raw("start", (_, [self]) => matchOf(self).found.index), raw("end", (_, [self]) => matchOf(self).found.index + matchOf(self).found[0].length),
  raw("span", (_, [self]) => new PyTuple([matchOf(self).found.index, matchOf(self).found.index + matchOf(self).found[0].length])),
  raw("__getitem__", (rt, [self, key]) => matchOf(self).group(rt, key)),
  raw("__repr__", (_, [self]) => { const { found } = matchOf(self); return `<re.Match object; span=(${found.index}, ${found.index + found[0].length}), match=${stringRepr(found[0])}>`; }),
  new PyGetter("string", (_, self) => matchOf(self).found.input),
]);

function all(pattern: Pattern, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (let at = 0; at <= text.length;) {
    const one = pattern.from(text, at);
    if (!one) break;
    found.push(one);
    at = one.index + Math.max(1, one[0].length);
  }
  return found;
}

const results: Readonly<Record<string, (rt: Runtime, pattern: Pattern, text: string, a: Readonly<Record<string, Value>>) => Value>> = {
  search: (_, pattern, text) => wrap(pattern.from(text, 0)),
  match: (_, pattern, text) => { const found = pattern.from(text, 0); return found?.index === 0 ? new Match(found) : null; },
  fullmatch: (rt, pattern, text) => wrap(new Pattern(rt, `^(?:${pattern.source})$`, pattern.flags).from(text, 0)),
  findall: (_, pattern, text) => new PyList(all(pattern, text).map((one) => (one.length === 1 ? one[0] : one.length === 2 ? (one[1] ?? "") : new PyTuple(one.slice(1).map((group) => group ?? ""))))),
  finditer: (rt, pattern, text) => iteratorOf(rt, new PyList(all(pattern, text).map((one) => new Match(one)))),
  split: (rt, pattern, text, a) => {
    const limit = rt.int(a.maxsplit ?? 0) || Number.POSITIVE_INFINITY;
    const parts: Value[] = [];
    let at = 0;
    for (const one of all(pattern, text).slice(0, limit)) { parts.push(text.slice(at, one.index), ...one.slice(1).map((group) => group ?? null)); at = one.index + one[0].length; }
    return new PyList([...parts, text.slice(at)]);
  },
};
const wrap = (found: RegExpExecArray | null): Value => (found ? new Match(found) : null);

function substitute(rt: Runtime, pattern: Pattern, replacement: Value, text: string, limit: number): [string, number] {
  let result = "";
  let at = 0;
  const found = all(pattern, text).slice(0, limit || undefined);
  for (const one of found) {
    const by = typeof replacement === "string" ? replacement.replace(/\\(?:g<(\w+)>|(\d+)|(n)|(t)|(\\))/g, (_, name: string | undefined, digit: string | undefined, line: string | undefined, tab: string | undefined) => (line ? "\n" : tab ? "\t" : digit !== undefined ? (one[Number(digit)] ?? "") : name === undefined ? "\\" : /^\d+$/.test(name) ? (one[Number(name)] ?? "") : (one.groups?.[name] ?? ""))) : rt.str(rt.call(replacement, [new Match(one)]));
    result += text.slice(at, one.index) + by;
    at = one.index + one[0].length;
  }
  return [result + text.slice(at), found.length];
}

const patternOf = (rt: Runtime, value: Value, flags: Value): Pattern => (value instanceof Pattern ? value : new Pattern(rt, rt.str(value), rt.int(flags)));

own(patternType, [
  ...Object.entries(results).map(([name, run]) => method(`${name}(self, string, maxsplit=0)`, (rt, a) => run(rt, a.self as Pattern, rt.str(a.string), a))), // methods of Pattern only
  method("sub(self, repl, string, count=0)", (rt, a) => substitute(rt, a.self as Pattern, a.repl, rt.str(a.string), rt.int(a.count))[0]), // as above
  new PyGetter("pattern", (_, self) => (self as Pattern).source), // as above
  raw("__repr__", (_, [self]) => `re.compile(${stringRepr((self as Pattern).source)})`), // as above
]);

const functions = [
  ...Object.entries(results).map(([name, run]) => method(name === "split" ? "split(pattern, string, maxsplit=0, flags=0)" : `${name}(pattern, string, flags=0)`, (rt, a) => run(rt, patternOf(rt, a.pattern, a.flags), rt.str(a.string), a), { binding: "static" })),
  method("sub(pattern, repl, string, count=0, flags=0)", (rt, a) => substitute(rt, patternOf(rt, a.pattern, a.flags), a.repl, rt.str(a.string), rt.int(a.count))[0], { binding: "static" }),
  method("subn(pattern, repl, string, count=0, flags=0)", (rt, a) => new PyTuple(substitute(rt, patternOf(rt, a.pattern, a.flags), a.repl, rt.str(a.string), rt.int(a.count))), { binding: "static" }),
  method("compile(pattern, flags=0)", (rt, a) => patternOf(rt, a.pattern, a.flags), { binding: "static" }),
  raw("escape", (rt, [text]) => rt.str(text).replace(/[-\s#$&()*+.?[\\\]^{|}~]/g, "\\$&"), { binding: "static" }),
];

export const reModule = (): PyModule => new PyModule("re", new Map<string, Value>([...functions.map((one): [string, Value] => [one.name, one]), ...Object.entries(FLAGS), ["Pattern", patternType], ["Match", matchType]]));
