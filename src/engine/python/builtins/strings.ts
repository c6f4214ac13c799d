/** str. Positions are UTF-16 units here; texts with characters beyond the basic plane are rare in programs about numbers. */

import { formatPercent } from "../format/percent.js";
import { formatString } from "../format/spec.js";
import { formatTemplate } from "../format/template.js";
import { pythonMessages as say } from "../messages.js";
import { NotImplemented, PyList, PyObject, PyTuple, PyType, Unsupported, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { containsValue, rich, stringLength } from "../semantics/compare.js";
import { iteratorOf, listOf } from "../semantics/iteration.js";
import { indexNumber } from "../semantics/subscript.js";
import { stringRepr } from "../semantics/text.js";
import { PyBytes } from "../values/bytes.js";
import { PyDict } from "../values/dict.js";
import { intOf, strType, typeName } from "../values/types.js";
import { utf8 } from "./bytes.js";
import { method, own, raw } from "./own.js";

const of = (value: Value): string => value as string; // methods of str only

function textArgument(rt: Runtime, name: string, value: Value): string {
  if (typeof value !== "string") throw rt.raise("TypeError", `${name} must be str, not ${typeName(value)}`);
  return value;
}

const range = (rt: Runtime, text: string, start: Value, stop: Value): [number, number] => {
  const at = (bound: Value, otherwise: number): number => { if (bound === null) return otherwise; const n = indexNumber(rt, bound); return n < 0 ? Math.max(0, n + text.length) : Math.min(n, text.length); };
  return [at(start, 0), at(stop, text.length)];
};

function search(name: "find" | "rfind" | "index" | "rindex") {
  return method(`${name}(self, sub, start=None, end=None, /)`, (rt, a) => {
    const [from, to] = range(rt, of(a.self), a.start, a.end);
    const part = of(a.self).slice(from, to);
    const wanted = textArgument(rt, "must be str, not", a.sub);
    const at = name.startsWith("r") ? part.lastIndexOf(wanted) : part.indexOf(wanted);
    if (at < 0 && name.endsWith("index")) throw rt.raise("ValueError", "substring not found");
    return at < 0 ? -1 : at + from;
  });
}

const SPACE = "\\s\\x1c-\\x1f\\x85";
const LEFT = new RegExp(`^[${SPACE}]+`);
const RIGHT = new RegExp(`[${SPACE}]+$`);

function strip(name: "strip" | "lstrip" | "rstrip") {
  return raw(name, (rt, [self, characters = null]) => {
    let text = of(self);
    if (characters === null) return (name === "rstrip" ? text : text.replace(LEFT, "")).replace(name === "lstrip" ? /^$/ : RIGHT, "");
    const set = new Set(textArgument(rt, `${name} arg`, characters));
    if (name !== "rstrip") while (text && set.has(text[0])) text = text.slice(1);
    if (name !== "lstrip") while (text && set.has(text[text.length - 1])) text = text.slice(0, -1);
    return text;
  });
}

function splitText(rt: Runtime, text: string, separator: Value, limit: number, right: boolean): string[] {
  if (separator === null) {
    const words = text.match(new RegExp(`[^${SPACE}]+`, "g")) ?? [];
    if (limit < 0 || words.length <= limit + 1) return words;
    if (limit === 0) return [right ? text.replace(RIGHT, "") : text.replace(LEFT, "")];
    return right ? splitSpacesRight(text, limit) : splitSpaces(text, limit);
  }
  const by = textArgument(rt, "must be str or None, not", separator);
  if (by === "") throw rt.raise("ValueError", "empty separator");
  const parts = text.split(by);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return right ? [parts.slice(0, parts.length - limit).join(by), ...parts.slice(parts.length - limit)] : [...parts.slice(0, limit), parts.slice(limit).join(by)];
}

function splitSpaces(text: string, limit: number): string[] {
  const result: string[] = [];
  let rest = text.replace(LEFT, "");
  for (let i = 0; i < limit; i++) {
    const word = /^\S+/.exec(rest)![0]; // there are more words than the limit
    result.push(word);
    rest = rest.slice(word.length).replace(LEFT, "");
  }
  return [...result, rest];
}

function splitSpacesRight(text: string, limit: number): string[] {
  const result: string[] = [];
  let rest = text.replace(RIGHT, "");
  for (let i = 0; i < limit; i++) {
    const word = /\S+$/.exec(rest)![0]; // as above
    result.unshift(word);
    rest = rest.slice(0, -word.length).replace(RIGHT, "");
  }
  return [rest, ...result];
}

const title = (text: string): string => text.replace(/\p{L}+/gu, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase());

const matches = (name: string, pattern: RegExp) => raw(name, (_, [self]) => pattern.test(of(self)));

function affix(name: "startswith" | "endswith") {
  return method(`${name}(self, prefix, start=None, end=None, /)`, (rt, a) => {
    const [from, to] = range(rt, of(a.self), a.start, a.end);
    const part = of(a.self).slice(from, to);
    const one = (value: Value): boolean => {
      const wanted = textArgument(rt, `${name} first arg must be str or a tuple of str, not ${typeName(value)}; it`, value);
      return name === "startswith" ? part.startsWith(wanted) : part.endsWith(wanted);
    };
    return a.prefix instanceof PyTuple ? a.prefix.items.some(one) : one(a.prefix);
  });
}

function aligned(name: "ljust" | "rjust" | "center") {
  return method(`${name}(self, width, fillchar=' ', /)`, (rt, a) => {
    const missing = rt.int(a.width) - stringLength(of(a.self));
    const fill = a.fillchar === "" || typeof a.fillchar !== "string" ? " " : a.fillchar;
    if (missing <= 0) return a.self;
    if (name === "ljust") return of(a.self) + fill.repeat(missing);
    if (name === "rjust") return fill.repeat(missing) + of(a.self);
    const left = (missing >> 1) + (missing & rt.int(a.width) & 1);
    return fill.repeat(left) + of(a.self) + fill.repeat(missing - left);
  });
}

const simple = (name: string, change: (text: string) => Value) => raw(name, (_, [self]) => change(of(self)));

const methods = [
  raw("__new__", (rt, [cls, value, encoding]) => {
    if (cls !== strType && cls instanceof PyType && cls.module !== "builtins") throw new Unsupported("unsupported-subclass", say.unsupported(say.subclass("str")));
    if (value === undefined) return "";
    if (encoding !== undefined && value instanceof PyBytes) return rt.call(rt.getAttribute(value, "decode"), []);
    return rt.str(value);
  }, { binding: "static" }),
  search("find"), search("rfind"), search("index"), search("rindex"),
  strip("strip"), strip("lstrip"), strip("rstrip"),
  affix("startswith"), affix("endswith"),
  aligned("ljust"), aligned("rjust"), aligned("center"),
  method("split(self, sep=None, maxsplit=-1)", (rt, a) => new PyList(splitText(rt, of(a.self), a.sep, rt.int(a.maxsplit), false))),
  method("rsplit(self, sep=None, maxsplit=-1)", (rt, a) => new PyList(splitText(rt, of(a.self), a.sep, rt.int(a.maxsplit), true))),
  method("splitlines(self, keepends=False)", (rt, a) => {
    const lines = of(a.self).match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g) ?? [];
    return new PyList(rt.truth(a.keepends) ? lines : lines.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, "")));
  }),
  raw("join", (rt, [self, values]) => {
    const parts = listOf(rt, values);
    const wrong = parts.findIndex((part) => typeof part !== "string");
    if (wrong >= 0) throw rt.raise("TypeError", `sequence item ${wrong}: expected str instance, ${typeName(parts[wrong])} found`);
    return parts.join(of(self));
  }),
  method("replace(self, old, new, count=-1, /)", (rt, a) => {
    const [old, replacement] = [textArgument(rt, "replace() argument 1", a.old), textArgument(rt, "replace() argument 2", a.new)];
    const limit = rt.int(a.count);
    if (old === "") {
      const places = ["", ...of(a.self)];
      return places.map((point, i) => (limit < 0 || i < limit ? point + replacement : point)).join("");
    }
    if (limit < 0) return of(a.self).split(old).join(replacement);
    let rest = of(a.self);
    let result = "";
    for (let i = 0; i < limit; i++) {
      const at = rest.indexOf(old);
      if (at < 0) break;
      result += rest.slice(0, at) + replacement;
      rest = rest.slice(at + old.length);
    }
    return result + rest;
  }),
  simple("upper", (text) => text.toUpperCase()), simple("lower", (text) => text.toLowerCase()), simple("casefold", (text) => text.toLowerCase().replaceAll("ß", "ss")),
  simple("title", title), simple("capitalize", (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()),
  simple("swapcase", (text) => [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join("")),
  matches("isdigit", /^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u), matches("isdecimal", /^\p{Nd}+$/u), matches("isnumeric", /^\p{N}+$/u), matches("isalpha", /^\p{L}+$/u), matches("isalnum", /^[\p{L}\p{N}]+$/u),
  matches("isspace", /^\s+$/), matches("isidentifier", /^[\p{L}_][\p{L}\p{N}_]*$/u), matches("isascii", /^[\0-\x7f]*$/), matches("isprintable", /^[^\p{C}]*$/u),
  simple("islower", (text) => text === text.toLowerCase() && text !== text.toUpperCase()), simple("isupper", (text) => text === text.toUpperCase() && text !== text.toLowerCase()),
  simple("istitle", (text) => /\p{L}/u.test(text) && title(text) === text),
  method("count(self, sub, start=None, end=None, /)", (rt, a) => {
    const [from, to] = range(rt, of(a.self), a.start, a.end);
    return of(a.self).slice(from, to).split(textArgument(rt, "must be str, not", a.sub)).length - (a.sub === "" ? 0 : 1) + (a.sub === "" ? 1 : 0);
  }),
  raw("zfill", (rt, [self, width]) => { const [, sign, rest] = /^([+-]?)(.*)$/s.exec(of(self))!; return sign + rest.padStart(rt.int(width) - sign.length, "0"); }), // matches anything
  raw("partition", (rt, [self, by]) => { const at = of(self).indexOf(textArgument(rt, "must be str, not", by)); return new PyTuple(at < 0 ? [self, "", ""] : [of(self).slice(0, at), by, of(self).slice(at + of(by).length)]); }),
  raw("rpartition", (rt, [self, by]) => { const at = of(self).lastIndexOf(textArgument(rt, "must be str, not", by)); return new PyTuple(at < 0 ? ["", "", self] : [of(self).slice(0, at), by, of(self).slice(at + of(by).length)]); }),
  raw("removeprefix", (_, [self, prefix]) => (of(self).startsWith(of(prefix)) ? of(self).slice(of(prefix).length) : self)),
  raw("removesuffix", (_, [self, suffix]) => (of(suffix) && of(self).endsWith(of(suffix)) ? of(self).slice(0, -of(suffix).length) : self)),
  method("expandtabs(self, tabsize=8)", (rt, a) => of(a.self).split("\n").map((line) => { let out = ""; for (const c of line) out += c === "\t" ? " ".repeat(rt.int(a.tabsize) - (out.length % rt.int(a.tabsize))) : c; return out; }).join("\n")),
  raw("format", (rt, [self, ...args], keywords) => formatTemplate(rt, of(self), args, keywords)),
  raw("format_map", (rt, [self, mapping]) => formatTemplate(rt, of(self), [], new Map(rt.dictEntries(mapping).map(([key, value]) => [String(key), value])))),
  raw("encode", (_, [self]) => new PyBytes(utf8(of(self)))),
  raw("maketrans", (rt, [from, to, gone]) => {
    if (from instanceof PyDict) return rt.makeDict(rt.dictEntries(from).map(([key, value]) => [typeof key === "string" ? key.codePointAt(0)! : key, value]));
    return rt.makeDict([...[...of(from)].map((c, i): [Value, Value] => [c.codePointAt(0)!, [...of(to)][i].codePointAt(0)!]), ...(typeof gone === "string" ? [...gone].map((c): [Value, Value] => [c.codePointAt(0)!, null]) : [])]);
  }, { binding: "static" }),
  raw("translate", (_, [self, table]) => [...of(self)].map((c) => {
    const found = table instanceof PyDict ? table.entries.get(c.codePointAt(0)!) : undefined;
    if (!found) return c;
    return found[1] === null ? "" : typeof found[1] === "number" ? String.fromCodePoint(found[1]) : String(found[1]);
  }).join("")),
  raw("__add__", (_, [a, b]) => (typeof b === "string" ? of(a) + b : NotImplemented)),
  ...["__mul__", "__rmul__"].map((name) => raw(name, (rt, [a, count]) => {
    const times = intOf(count) ?? (count instanceof PyObject && count.type.lookup("__index__") !== undefined ? indexNumber(rt, count) : undefined);
    if (times === undefined) return NotImplemented;
    rt.step(Math.max(0, Number(times)) >> 3);
    return of(a).repeat(Math.max(0, Math.min(Number(times), 5e7)));
  })),
  raw("__mod__", (rt, [a, values]) => formatPercent(rt, of(a), values)),
  raw("__len__", (_, [self]) => stringLength(of(self))),
  raw("__iter__", (rt, [self]) => iteratorOf(rt, self)),
  raw("__getitem__", (rt, [self, index]) => rt.subscript(self, index)),
  raw("__contains__", (rt, [self, value]) => containsValue(rt, self, value)),
  raw("__repr__", (_, [self]) => stringRepr(of(self))),
  raw("__str__", (_, [self]) => self),
  raw("__format__", (rt, [self, spec]) => formatString(rt, of(self), of(spec))),
  raw("__hash__", (rt, [self]) => rt.call(rt.builtins.get("hash")!, [self])),
  ...(["==", "!=", "<", "<=", ">", ">="] as const).map((operator, i) =>
    raw(["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"][i], (rt, [a, b]) => (typeof b === "string" ? rich(rt, operator, a, b) : NotImplemented))),
];

export function defineStrings(): PyType[] {
  own(strType, methods);
  return [strType];
}
