/** `match` (https://peps.python.org/pep-0634/). */
import type { Pattern, StatementKind } from "../../syntax/program.js";
import { type Execute, type Frame, NORMAL } from "../frame.js";
import { PyList, PyTuple, PyType, type Value } from "../object.js";
import { equals } from "../semantics/compare.js";
import { keyOf } from "../semantics/hash.js";
import { PyDict } from "../values/dict.js";
import { PyRange } from "../values/range.js";
import { typeName, typeOf } from "../values/types.js";
import type { Context } from "./context.js";
import { condition, expression } from "./expressions.js";
import { storeNamed } from "./names.js";
import { block } from "./statements.js";

export type Matcher = (frame: Frame, value: Value) => boolean;

export function matchStatement(c: Context, s: StatementKind<"Match">): Execute {
  const subject = expression(c, s.subject);
  const cases = s.cases.map((one) => ({ matches: pattern(c, one.pattern), guard: one.guard && condition(c, one.guard), body: block(c, one.body) }));
  return (frame) => {
    const value = subject(frame);
    for (const { matches, guard, body } of cases) {
      if (matches(frame, value) && (!guard || guard(frame))) return body(frame);
    }
    return NORMAL;
  };
}

export function pattern(c: Context, p: Pattern): Matcher {
  const { rt } = c;
  switch (p.kind) {
    case "MatchValue": {
      const wanted = expression(c, p.value);
      return (frame, value) => equals(rt, value, wanted(frame));
    }
    case "MatchSingleton":
      return (_, value) => value === p.value;
    case "MatchAs": {
      const inner = p.pattern && pattern(c, p.pattern);
      const bind = p.name === null ? null : storeNamed(c, p.name, p.span, "assignment");
      return (frame, value) => {
        if (inner && !inner(frame, value)) return false;
        bind?.(frame, value);
        return true;
      };
    }
    case "MatchOr": {
      const inner = p.patterns.map((one) => pattern(c, one));
      return (frame, value) => inner.some((one) => one(frame, value));
    }
    case "MatchStar": {
      const bind = p.name === null ? null : storeNamed(c, p.name, p.span, "assignment");
      return (frame, value) => { bind?.(frame, value); return true; };
    }
    case "MatchSequence":
      return sequence(c, p.patterns);
    case "MatchMapping":
      return mapping(c, p);
    case "MatchClass":
      return instance(c, p);
  }
}

function sequence(c: Context, patterns: readonly Pattern[]): Matcher {
  const inner = patterns.map((one) => pattern(c, one));
  const star = patterns.findIndex((one) => one.kind === "MatchStar");
  return (frame, value) => {
    if (!(value instanceof PyList || value instanceof PyTuple || value instanceof PyRange)) return false;
    const items = value instanceof PyRange ? [...c.rt.iterate(value)] : value.items;
    if (star < 0) return items.length === inner.length && inner.every((one, i) => one(frame, items[i]));
    const after = inner.length - star - 1;
    if (items.length < inner.length - 1) return false;
    return inner.slice(0, star).every((one, i) => one(frame, items[i]))
      && inner[star](frame, new PyList(items.slice(star, items.length - after)))
      && inner.slice(star + 1).every((one, i) => one(frame, items[items.length - after + i]));
  };
}

function mapping(c: Context, p: Extract<Pattern, { kind: "MatchMapping" }>): Matcher {
  const { rt } = c;
  const keys = p.keys.map((key) => expression(c, key));
  const inner = p.patterns.map((one) => pattern(c, one));
  const rest = p.rest === null ? null : storeNamed(c, p.rest, p.span, "assignment");
  return (frame, value) => {
    if (!(value instanceof PyDict)) return false;
    const wanted = keys.map((key) => keyOf(rt, key(frame)));
    for (const [i, key] of wanted.entries()) {
      const entry = value.entries.get(key);
      if (!entry || !inner[i](frame, entry[1])) return false;
    }
    if (rest) {
      const others = new PyDict();
      for (const [key, entry] of value.entries) if (!wanted.includes(key)) others.entries.set(key, [...entry]);
      rest(frame, others);
    }
    return true;
  };
}

/** These match their one positional pattern against the value itself. */
const SELF = new Set(["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"]);

function instance(c: Context, p: Extract<Pattern, { kind: "MatchClass" }>): Matcher {
  const { rt } = c;
  const type = expression(c, p.type);
  const positional = p.patterns.map((one) => pattern(c, one));
  const named = p.keywordPatterns.map((one, i) => ({ name: p.keywordNames[i], matches: pattern(c, one) }));
  return (frame, value) => {
    const wanted = type(frame);
    if (!(wanted instanceof PyType)) throw rt.raise("TypeError", "called match pattern must be a class");
    if (!typeOf(value).isSubtype(wanted)) return false;
    const byName = (name: string, matches: Matcher): boolean => {
      const attribute = rt.findAttribute(value, name);
      return attribute !== undefined && matches(frame, attribute);
    };
    if (positional.length === 1 && SELF.has(wanted.name) && wanted.module === "builtins") {
      if (!positional[0](frame, value)) return false;
    } else if (positional.length) {
      const order = wanted.lookup("__match_args__");
      const names = order === undefined ? [] : [...rt.iterate(order)].map(String);
      if (positional.length > names.length) throw rt.raise("TypeError", `${typeName(value)}() accepts ${names.length} positional sub-patterns (${positional.length} given)`);
      if (!positional.every((one, i) => byName(names[i], one))) return false;
    }
    return named.every(({ name, matches }) => byName(name, matches));
  };
}
