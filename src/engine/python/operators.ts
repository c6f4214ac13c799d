/** Operators on any values: numbers quickly, containers by their rules, everything else by its dunder methods. */
import { raiseOf } from "./exceptions.js";
import { formatPercent } from "./percent-format.js";
import type { Interpreter } from "./interpreter.js";
import { makeSet } from "./containers.js";
import { arithmetic, compareNumbers, isInt, isNumeric, negate, plain, toDouble, toInt } from "./numbers.js";
import { NotImplemented, PyFloat, PyList, PyObject, PySlice, PyTracedInt, PyTuple, PyType, type Value } from "./object.js";
import { PyBytes, PyDict, PyPlaceholder, PyRange, PySet } from "./types.js";
import { subscriptBuiltin } from "./subscripts.js";

const METHODS: Readonly<Record<string, string>> = {
  "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul", "<<": "lshift", ">>": "rshift", "&": "and", "|": "or", "^": "xor",
};
const BITWISE = new Set(["<<", ">>", "&", "|", "^"]);

export function binary(m: Interpreter, operator: string, left: Value, right: Value): Value {
  if (isNumeric(left) && isNumeric(right)) {
    if (typeof left === "boolean" && typeof right === "boolean" && (operator === "&" || operator === "|" || operator === "^")) {
      return operator === "&" ? left && right : operator === "|" ? left || right : left !== right;
    }
    if (operator !== "@" && !(BITWISE.has(operator) && (left instanceof PyFloat || right instanceof PyFloat))) return arithmetic(m, operator, left, right);
  }
  const own = containerOperation(m, operator, left, right);
  if (own !== undefined) return own;
  return byMethods(m, operator, left, right, "");
}

/** `a += b`: in place where the object can, else as `a + b`. */
export function inPlace(m: Interpreter, operator: string, left: Value, right: Value): Value {
  if (isNumeric(left) && isNumeric(right)) return binary(m, operator, left, right);
  if (left instanceof PyList && operator === "+") {
    left.items.push(...m.iterate(right));
    return left;
  }
  if (left instanceof PyObject) {
    const result = m.method(left, `__i${METHODS[operator]}__`, [right]);
    if (result !== undefined && result !== NotImplemented) return result;
  }
  return binary(m, operator, left, right);
}

function byMethods(m: Interpreter, operator: string, left: Value, right: Value, prefix: string): Value {
  const name = METHODS[operator]!;
  const [leftType, rightType] = [m.typeOf(left), m.typeOf(right)];
  const reflectedFirst = leftType !== rightType && rightType.isSubtype(leftType) && rightType.lookup(`__r${name}__`) !== undefined;
  const forward = (): Value | undefined => m.method(left, `__${prefix}${name}__`, [right]);
  const reflected = (): Value | undefined => m.method(right, `__r${name}__`, [left]);
  for (const attempt of reflectedFirst ? [reflected, forward] : [forward, reflected]) {
    const result = attempt();
    if (result !== undefined && result !== NotImplemented) return result;
  }
  for (const operand of [left, right]) if (operand instanceof PyPlaceholder && operand.inert) return operand;
  throw raiseOf("TypeError", `unsupported operand type(s) for ${operator === "**" ? "** or pow()" : operator}: '${leftType.name}' and '${rightType.name}'`);
}

function containerOperation(m: Interpreter, operator: string, left: Value, right: Value): Value | undefined {
  if (typeof left === "string") {
    if (operator === "+") {
      if (typeof right === "string") return left + right;
      if (m.typeOf(right).lookup("__radd__") === undefined) throw raiseOf("TypeError", `can only concatenate str (not "${m.typeOf(right).name}") to str`);
    }
    if (operator === "%") return formatPercent(m, left, right);
  }
  if (operator === "*") {
    const [sequence, count] = isInt(right) ? [left, right] : isInt(left) ? [right, left] : [null, 0];
    if (sequence !== null && isInt(count)) {
      const times = Math.max(0, Number(toInt(count)));
      if (typeof sequence === "string") return m.length(sequence) * times > 10_000_000 ? tooLong() : sequence.repeat(times);
      if (sequence instanceof PyList || (sequence instanceof PyTuple && sequence.type.name === "tuple")) {
        if (sequence.items.length * times > 10_000_000) tooLong();
        const items = Array.from({ length: times }, () => sequence.items).flat();
        return sequence instanceof PyList ? new PyList(items) : new PyTuple(items);
      }
    }
  }
  if (operator === "+" && left instanceof PyList && right instanceof PyList) return new PyList([...left.items, ...right.items]);
  if (operator === "+" && left instanceof PyTuple && right instanceof PyTuple) return new PyTuple([...left.items, ...right.items]);
  if (operator === "+" && left instanceof PyList && m.typeOf(right).lookup("__radd__") === undefined) throw raiseOf("TypeError", `can only concatenate list (not "${m.typeOf(right).name}") to list`);
  if (left instanceof PySet && right instanceof PySet) return setOperation(m, operator, left, right);
  if (operator === "|" && left instanceof PyDict && right instanceof PyDict) return m.makeDict([...left.entries.values(), ...right.entries.values()]);
  // `int | None` in annotations.
  if (operator === "|" && (left instanceof PyType || right instanceof PyType)) return left;
  return undefined;
}

function tooLong(): never { throw raiseOf("MemoryError", ""); }

function setOperation(m: Interpreter, operator: string, left: PySet, right: PySet): Value | undefined {
  const items = (keep: (key: unknown) => boolean, from: PySet): Value[] => [...from.items].filter(([key]) => keep(key)).map(([, value]) => value);
  const make = (values: Value[]): PySet => makeSet(m, values, new PySet(left.type));
  switch (operator) {
    case "|":
      return make([...left.items.values(), ...right.items.values()]);
    case "&":
      return make(items((key) => right.items.has(key), left));
    case "-":
      return make(items((key) => !right.items.has(key), left));
    case "^":
      return make([...items((key) => !right.items.has(key), left), ...items((key) => !left.items.has(key), right)]);
    default:
      return undefined;
  }
}

export function unary(m: Interpreter, operator: "+" | "-" | "~", value: Value): Value {
  if (isNumeric(value)) {
    if (operator === "-") return negate(m, value);
    if (operator === "+") return typeof value === "boolean" ? Number(value) : value;
    if (isInt(value)) {
      const int = toInt(value);
      return typeof int === "bigint" ? -int - 1n : -int - 1;
    }
  }
  const result = m.method(value, operator === "-" ? "__neg__" : operator === "+" ? "__pos__" : "__invert__", []);
  if (result !== undefined) return result;
  throw raiseOf("TypeError", `bad operand type for unary ${operator}: '${m.typeOf(value).name}'`);
}

export function truth(m: Interpreter, value: Value): boolean {
  if (value === null) return false;
  if (typeof value !== "object") return Boolean(value);
  if (value instanceof PyFloat || value instanceof PyTracedInt) return value.value !== 0;
  if (value instanceof PyList || value instanceof PyTuple) return value.items.length > 0;
  if (value instanceof PyDict) return value.entries.size > 0;
  if (value instanceof PySet) return value.items.size > 0;
  if (value instanceof PyRange) return value.length > 0;
  if (value instanceof PyBytes) return value.text.length > 0;
  const own = m.method(value, "__bool__", []);
  if (own !== undefined) {
    if (typeof own !== "boolean") throw raiseOf("TypeError", `__bool__ should return bool, returned ${m.typeOf(own).name}`);
    return own;
  }
  const length = m.method(value, "__len__", []);
  return length === undefined || plain(length) !== 0;
}

const ORDER: Readonly<Record<string, readonly [string, string]>> = { "<": ["__lt__", "__gt__"], "<=": ["__le__", "__ge__"], ">": ["__gt__", "__lt__"], ">=": ["__ge__", "__le__"] };

/** The result is a bool, or whatever the operands' methods make of it (a tensor's mask). */
export function compare(m: Interpreter, operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case "is":
      return identical(left, right);
    case "is not":
      return !identical(left, right);
    case "in":
      return contained(m, left, right);
    case "not in":
      return !contained(m, left, right);
    case "==":
      return equality(m, left, right) ?? identical(left, right);
    case "!=": {
      const own = left instanceof PyObject ? m.method(left, "__ne__", [right]) : undefined;
      if (own !== undefined && own !== NotImplemented) return own;
      const equal = equality(m, left, right) ?? identical(left, right);
      return !m.truth(equal);
    }
    default:
      return ordering(m, operator, left, right);
  }
}

function identical(left: Value, right: Value): boolean {
  if (left === right) return true;
  return isInt(left) && isInt(right) && typeof left !== "boolean" && typeof right !== "boolean" && plain(left) === plain(right);
}

/** undefined: neither side knows. */
function equality(m: Interpreter, left: Value, right: Value): Value | undefined {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  if (typeof left === "string" && typeof right === "string") return left === right;
  if (left === null || right === null) {
    if (left === right) return true;
  }
  for (const [self, other, type] of [[left, right, m.typeOf(left)], [right, left, m.typeOf(right)]] as const) {
    if (!(self instanceof PyObject) || type.lookup("__eq__") === undefined) continue;
    const result = m.method(self, "__eq__", [other]);
    if (result !== undefined && result !== NotImplemented) return result;
  }
  if (left instanceof PyList && right instanceof PyList) return sameItems(m, left.items, right.items);
  if (left instanceof PyTuple && right instanceof PyTuple) return sameItems(m, left.items, right.items);
  if (left instanceof PyRange && right instanceof PyRange) return sameItems(m, [...m.iterate(left)], [...m.iterate(right)]);
  if (left instanceof PyBytes && right instanceof PyBytes) return left.text === right.text;
  if (left instanceof PySet && right instanceof PySet) return left.items.size === right.items.size && [...left.items.keys()].every((key) => right.items.has(key));
  if (left instanceof PyDict && right instanceof PyDict) {
    return left.entries.size === right.entries.size && [...left.entries].every(([key, [, value]]) => {
      const other = right.entries.get(key);
      return other !== undefined && equals(m, value, other[1]);
    });
  }
  if (left instanceof PySlice && right instanceof PySlice) return equals(m, left.start, right.start) && equals(m, left.stop, right.stop) && equals(m, left.step, right.step);
  return undefined;
}

const sameItems = (m: Interpreter, a: readonly Value[], b: readonly Value[]): boolean => a.length === b.length && a.every((item, i) => equals(m, item, b[i]!));

export function equals(m: Interpreter, left: Value, right: Value): boolean {
  if (left === right) return true;
  const result = equality(m, left, right);
  return result !== undefined && m.truth(result);
}

function ordering(m: Interpreter, operator: string, left: Value, right: Value): Value {
  if (isNumeric(left) && isNumeric(right)) return decide(operator, compareNumbers(left, right));
  if (typeof left === "string" && typeof right === "string") return decide(operator, left < right ? -1 : left > right ? 1 : 0);
  const [forward, backward] = ORDER[operator]!;
  const first = left instanceof PyObject ? m.method(left, forward, [right]) : undefined;
  if (first !== undefined && first !== NotImplemented) return first;
  const second = right instanceof PyObject ? m.method(right, backward, [left]) : undefined;
  if (second !== undefined && second !== NotImplemented) return second;
  if ((left instanceof PyList && right instanceof PyList) || (left instanceof PyTuple && right instanceof PyTuple)) return sequenceOrder(m, operator, left.items, right.items);
  if (left instanceof PySet && right instanceof PySet) return subset(operator, left, right);
  throw raiseOf("TypeError", `'${operator}' not supported between instances of '${m.typeOf(left).name}' and '${m.typeOf(right).name}'`);
}

function decide(operator: string, order: number): boolean {
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

function sequenceOrder(m: Interpreter, operator: string, a: readonly Value[], b: readonly Value[]): Value {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (!equals(m, a[i]!, b[i]!)) return ordering(m, operator, a[i]!, b[i]!);
  return decide(operator, a.length - b.length);
}

function subset(operator: string, a: PySet, b: PySet): boolean {
  const within = (inner: PySet, outer: PySet): boolean => [...inner.items.keys()].every((key) => outer.items.has(key));
  switch (operator) {
    case "<":
      return a.items.size < b.items.size && within(a, b);
    case "<=":
      return within(a, b);
    case ">":
      return b.items.size < a.items.size && within(b, a);
    default:
      return within(b, a);
  }
}

function contained(m: Interpreter, item: Value, container: Value): boolean {
  if (typeof container === "string") {
    if (typeof item !== "string") throw raiseOf("TypeError", `'in <string>' requires string as left operand, not ${m.typeOf(item).name}`);
    return container.includes(item);
  }
  if (container instanceof PyDict) return container.entries.has(m.key(item));
  if (container instanceof PySet) return container.items.has(m.key(item));
  if (container instanceof PyRange && isInt(item)) {
    const offset = toDouble(item) - container.start;
    return offset % container.step === 0 && offset / container.step >= 0 && offset / container.step < container.length;
  }
  const own = m.method(container, "__contains__", [item]);
  if (own !== undefined) return m.truth(own);
  for (const one of m.iterate(container)) if (equals(m, one, item)) return true;
  return false;
}

export function subscript(m: Interpreter, object: Value, index: Value): Value {
  const own = subscriptBuiltin(m, object, index);
  if (own !== undefined) return own;
  const result = m.method(object, "__getitem__", [index]);
  if (result !== undefined) return result;
  if (object instanceof PyType) {
    const generic = object.lookup("__class_getitem__");
    return generic === undefined ? object : m.call(m.bind(generic, object, object), [index]);
  }
  if (object instanceof PyPlaceholder && object.inert) return object;
  throw raiseOf("TypeError", `'${m.typeOf(object).name}' object is not subscriptable`);
}

