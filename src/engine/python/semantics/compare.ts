/** Comparison, membership, truth, length. */
import type { CompareOperator } from "../../syntax/program.js";
import type { Node } from "../../trace/node.js";
import { NotImplemented, PyFloat, PyInstance, PyList, PyObject, PyTracedInt, PyTuple, PyType, TracedObject, type Value } from "../object.js";
import { undecided } from "../modules/unknown.js";
import type { Runtime } from "../runtime.js";
import { PyDict, PyDictView } from "../values/dict.js";
import { PyInert, PyMethod, PyUnknown } from "../values/function.js";
import { PyRange } from "../values/range.js";
import { PySet } from "../values/set.js";
import { plain, typeName, typeOf } from "../values/types.js";
import { keyOf } from "./hash.js";
import { nextOf } from "./iteration.js";
import { refusePlaceholder } from "./operators.js";

type Rich = "==" | "!=" | "<" | "<=" | ">" | ">=";
const NAMES: Readonly<Record<Rich, string>> = { "==": "__eq__", "!=": "__ne__", "<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__" };
const MIRRORED: Readonly<Record<Rich, Rich>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

export function compare(rt: Runtime, operator: CompareOperator, left: Value, right: Value): Value {
  switch (operator) {
    case "is":
      return isSame(left, right);
    case "is not":
      return !isSame(left, right);
    case "in":
      return containsValue(rt, right, left);
    case "not in":
      return !containsValue(rt, right, left);
    default:
      return rich(rt, operator, left, right);
  }
}

export function isSame(left: Value, right: Value): boolean {
  const [a, b] = [plain(left), plain(right)];
  if (a instanceof PyMethod && b instanceof PyMethod) return false;
  return a === b;
}

const primitive = (value: Value): number | bigint | undefined => {
  switch (typeof value) {
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      return value instanceof PyFloat || value instanceof PyTracedInt ? value.value : undefined;
  }
};

export function rich(rt: Runtime, operator: Rich, left: Value, right: Value): Value {
  const a = primitive(left);
  const b = a === undefined ? undefined : primitive(right);
  if (a !== undefined && b !== undefined) {
    if (isFollowed(left) || isFollowed(right)) noteComparison(rt, operator, left, right);
    return ordered(operator, a, b);
  }
  if (typeof left === "string" && typeof right === "string") return ordered(operator, left, right);
  refusePlaceholder(left);
  refusePlaceholder(right);
  const leftType = typeOf(left);
  const rightType = typeOf(right);
  const backName = NAMES[MIRRORED[operator]];
  const reflectedFirst = rightType !== leftType && rightType.isSubtype(leftType) && rightType.lookup(backName) !== leftType.lookup(backName);
  if (reflectedFirst) {
    const result = tryMethod(rt, backName, right, left);
    if (result !== undefined) return result;
  }
  let result = tryMethod(rt, NAMES[operator], left, right);
  if (result === undefined && !reflectedFirst) result = tryMethod(rt, backName, right, left);
  if (result !== undefined) return result;
  if (left instanceof PyUnknown || right instanceof PyUnknown) return left instanceof PyUnknown ? left : right;
  if (operator === "!=") {
    let same = tryMethod(rt, "__eq__", left, right);
    if (same === undefined) same = tryMethod(rt, "__eq__", right, left);
    return same === undefined ? left !== right : !rt.truth(same);
  }
  if (operator === "==") return left === right || (left instanceof PyMethod && right instanceof PyMethod && left.self === right.self && left.callee === right.callee);
  if (left instanceof PyInert || right instanceof PyInert) return false;
  throw rt.raise("TypeError", `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

const isFollowed = (value: Value): value is PyFloat | PyTracedInt => value instanceof PyTracedInt || (value instanceof PyFloat && value.origin !== null);

/** A way taken by a number on the tape. */
function noteComparison({ trace, tape }: Runtime, operator: Rich, left: Value, right: Value): void {
  const nodeOf = (value: Value): Node => tape.nodeOf(isFollowed(value) ? value : Number(primitive(value)));
  trace.decisions.note(() => ({ kind: "way", nodes: () => [nodeOf(left), nodeOf(right)], outcome: ([x, y]) => ordered(operator, x!, y!), span: trace.place, before: trace.next, scope: trace.scope }));
}

function tryMethod(rt: Runtime, name: string, self: Value, other: Value): Value | undefined {
  const method = typeOf(self).lookup(name);
  if (method === undefined || method === null) return undefined;
  const result = rt.call(method, [self, other]);
  return result === NotImplemented ? undefined : result;
}

/** Strings compare by code points, which UTF-16 order is but for surrogates: rare enough to leave. */
function ordered<T extends number | bigint | string>(operator: Rich, a: T, b: T | number | bigint): boolean {
  switch (operator) {
    case "==":
      return a == b; // a bigint may meet a number
    case "!=":
      return a != b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

export function equals(rt: Runtime, left: Value, right: Value): boolean {
  if (left === right) return !(left instanceof PyFloat && Number.isNaN(left.value)) || true;
  return rt.truth(rich(rt, "==", left, right));
}

/** Lists and tuples. */
export function sameItems(rt: Runtime, a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equals(rt, a[i], b[i])) return false;
  return true;
}

export function orderItems(rt: Runtime, operator: Rich, a: readonly Value[], b: readonly Value[]): Value {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (!equals(rt, a[i], b[i])) return rich(rt, operator, a[i], b[i]);
  }
  return ordered(operator, a.length, b.length);
}

export function containsValue(rt: Runtime, container: Value, value: Value): boolean {
  if (typeof container === "string") {
    if (typeof value !== "string") throw rt.raise("TypeError", `'in <string>' requires string as left operand, not ${typeName(value)}`);
    return container.includes(value);
  }
  const own = typeOf(container).lookup("__contains__");
  if (own !== undefined && !rt.isDefault(own)) return rt.truth(rt.call(own, [container, value]));
  if (container instanceof PyDict) return container.entries.has(keyOf(rt, value));
  if (container instanceof PySet) return container.entries.has(keyOf(rt, value));
  if (container instanceof PyDictView && container.part === "keys") return container.of.entries.has(keyOf(rt, value));
  if (container instanceof PyRange) {
    const number = primitive(value);
    if (number !== undefined) return container.indexOf(Number(number)) >= 0;
  }
  if (container instanceof PyList || container instanceof PyTuple) {
    for (const item of container.items) if (equals(rt, item, value)) return true;
    return false;
  }
  if (container instanceof PyUnknown) throw undecided(container);
  if (container instanceof PyInert) return false;
  if (!(container instanceof PyObject) || (container instanceof PyType && !container.metaclass)) throw rt.raise("TypeError", `argument of type '${typeName(container)}' is not iterable`);
  const next = nextOf(rt, container);
  for (let item = next(); item !== undefined; item = next()) {
    rt.step();
    if (equals(rt, item, value)) return true;
  }
  return false;
}

export function truth(rt: Runtime, value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "string":
      return value !== "";
    default:
  }
  if (value === null) return false;
  if (value instanceof PyFloat || value instanceof PyTracedInt) return value.value !== 0;
  if (value.type.module === "builtins") {
    if (value instanceof PyList || value instanceof PyTuple) return value.items.length > 0;
    if (value instanceof PyDict || value instanceof PySet) return value.entries.size > 0;
    if (value instanceof PyRange) return value.length > 0;
  }
  refusePlaceholder(value);
  if (value instanceof PyUnknown) throw undecided(value);
  const bool = value.type.lookup("__bool__");
  if (bool !== undefined) {
    if (value instanceof TracedObject && value.shownInReports) rt.trace.decidedBy(value.tracedNode(rt));
    const result = plain(rt.call(bool, [value]));
    if (typeof result !== "boolean") throw rt.raise("TypeError", `__bool__ should return bool, returned ${typeName(result)}`);
    return result;
  }
  const length = value.type.lookup("__len__");
  if (length !== undefined) return plain(rt.call(length, [value])) !== 0;
  return true;
}

export function length(rt: Runtime, value: Value): number {
  if (typeof value === "string") return stringLength(value);
  if (value instanceof PyObject) {
    const own = value.type.lookup("__len__");
    if (own !== undefined && !rt.isDefault(own)) {
      const result = plain(rt.call(own, [value]));
      if (typeof result !== "number") throw rt.raise("TypeError", `'${typeName(result)}' object cannot be interpreted as an integer`);
      if (result < 0) throw rt.raise("ValueError", "__len__() should return >= 0");
      return result;
    }
    if (value instanceof PyList || value instanceof PyTuple) return value.items.length;
    if (value instanceof PyDict || value instanceof PySet) return value.entries.size;
    if (value instanceof PyRange) return value.length;
    if (value instanceof PyDictView) return value.of.entries.size;
    refusePlaceholder(value);
    if (value instanceof PyUnknown) throw undecided(value);
    if (value instanceof PyInert) return value.along === undefined ? 0 : length(rt, value.along);
    if (own !== undefined) return plain(rt.call(own, [value])) as number; // natives give ints
    if (value instanceof PyType && value.metaclass) {
      const meta = value.metaclass.lookup("__len__");
      if (meta !== undefined) return plain(rt.call(meta, [value])) as number; // as above
    }
  }
  throw rt.raise("TypeError", `object of type '${typeName(value)}' has no len()`);
}

/** In code points. */
export function stringLength(text: string): number {
  if (!/[\ud800-\udfff]/.test(text)) return text.length;
  return [...text].length;
}

export const isInstanceOf = (value: Value, type: PyType): boolean => (value instanceof PyInstance ? value.type : typeOf(value)).isSubtype(type);
