/** Polynomials by their coefficients, the highest power first: polyval, polyfit, poly1d and their kin. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyObject, PyTuple, PyType, Unsupported, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { intArgument, isNumber } from "../arguments.js";
import { arrayOf, PyScalar, resultOf } from "./array-type.js";
import { castTo, flat, need, numberLeaf, operationsOf, run } from "./call.js";
import { numpyMessages as say } from "./messages.js";
import { scalarText } from "./printing.js";

const coefficients = (machine: Machine, value: Value | undefined): Node => flat(machine, need(machine, value instanceof PyPolynomial ? arrayOf(value.coefficients) : value));
const at = (machine: Machine, c: Node, i: number): Node => run(machine, "index", [c, numberLeaf(machine, "int64", [], [i])], { axes: [0] });
const lengthOf = (c: Node): number => c.value.shape[0]!;

/** Horner: y ← y·x + c. */
export function valueAt(machine: Machine, c: Node, x: Node): Node {
  const o = operationsOf(machine);
  let y = o.mul(x, machine.trace.number(0, "int64"));
  for (let i = 0; i < lengthOf(c); i++) y = o.add(o.mul(y, x), at(machine, c, i));
  return y;
}

const padded = (machine: Machine, c: Node, length: number): Node => (lengthOf(c) >= length ? c : run(machine, "cat", [numberLeaf(machine, c.value.dtype, [length - lengthOf(c)], new Array<number>(length - lengthOf(c)).fill(0)), c], { axis: 0 }));
const sum = (machine: Machine, a: Node, b: Node, card: "add" | "sub"): Node => { const n = Math.max(lengthOf(a), lengthOf(b)); return run(machine, card, [padded(machine, a, n), padded(machine, b, n)]); };

function product(machine: Machine, a: Node, b: Node): Node {
  const o = operationsOf(machine);
  const n = lengthOf(a) + lengthOf(b) - 1;
  const terms = Array.from({ length: lengthOf(b) }, (_, k) => {
    const scaled = o.mul(a, at(machine, b, k));
    return run(machine, "pad", [scaled], { pads: [k, n - k - lengthOf(a)], mode: "constant", value: 0 });
  });
  return terms.reduce((x, y) => o.add(x, y));
}

function derivative(machine: Machine, c: Node, times: number): Node {
  let result = c;
  for (let k = 0; k < times; k++) {
    const n = lengthOf(result) - 1;
    if (n <= 0) return numberLeaf(machine, c.value.dtype, [0], []);
    const powers = numberLeaf(machine, isFloating(c.value.dtype) ? "float64" : "int64", [n], Array.from({ length: n }, (_, i) => n - i));
    result = run(machine, "mul", [run(machine, "slice", [result], { starts: [0], stops: [n], steps: [1] }), powers]);
  }
  return result;
}

function integral(machine: Machine, c: Node, times: number, constants: readonly number[]): Node {
  let result = c;
  for (let k = 0; k < times; k++) {
    const n = lengthOf(result);
    const powers = numberLeaf(machine, "float64", [n], Array.from({ length: n }, (_, i) => n - i));
    result = run(machine, "cat", [run(machine, "div", [result, powers]), numberLeaf(machine, "float64", [1], [constants[k] ?? 0])], { axis: 0 });
  }
  return result;
}

/** Long division. */
function quotient(machine: Machine, a: Node, b: Node): readonly [Node, Node] {
  const [u, v] = [toNumbers(a.value), toNumbers(b.value)];
  const q: number[] = [];
  const rest = [...u];
  for (let k = 0; k + v.length <= u.length; k++) {
    const factor = rest[k]! / v[0]!;
    q.push(factor);
    v.forEach((value, i) => { rest[k + i] = rest[k + i]! - factor * value; });
  }
  if (!q.length) q.push(0);
  let start = 0;
  while (start < rest.length - 1 && Math.abs(rest[start]!) <= 1e-14 + 1e-8 * 0) start++;
  const r = rest.slice(start);
  return [numberLeaf(machine, "float64", [q.length], q), numberLeaf(machine, "float64", [r.length], r)];
}

/** Columns x^(n−1) … x⁰. */
export function vandermonde(machine: Machine, x: Node, n: number, increasing: boolean): Node {
  const o = operationsOf(machine);
  const ones = castTo(machine, run(machine, "expand", [machine.trace.number(1)], { shape: [...x.value.shape] }), x.value.dtype);
  const powers: Node[] = [];
  for (let k = 0; k < n; k++) powers.push(k ? o.mul(powers[k - 1]!, x) : ones);
  const columns = (increasing ? powers : powers.reverse()).map((one) => o.reshape(one, [...x.value.shape, 1]));
  return columns.length ? o.cat(columns, -1 + x.value.shape.length + 1) : numberLeaf(machine, x.value.dtype, [lengthOf(x), 0], []);
}

/** Least squares by the normal equations of columns scaled to length one, solved through QR. */
function fit(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  const degree = intArgument(machine, a.deg!, "deg");
  const x = castTo(machine, need(machine, a.x), "float64");
  let y = castTo(machine, need(machine, a.y), "float64");
  if (degree < 0) throw machine.raise("ValueError", "expected deg >= 0");
  if (x.value.shape.length !== 1) throw machine.raise("TypeError", "expected 1D vector for x");
  if (!lengthOf(x)) throw machine.raise("TypeError", "expected non-empty vector for x");
  if (lengthOf(x) !== lengthOf(y)) throw machine.raise("TypeError", "expected x and y to have same length");
  if (a.full === true || a.cov !== false) throw new Unsupported("unsupported-call", say.form("np.polyfit", a.full === true ? "full=True" : "cov"));
  let matrix = vandermonde(machine, x, degree + 1, false);
  if (a.w !== null) {
    const w = castTo(machine, need(machine, a.w), "float64");
    matrix = o.mul(matrix, o.reshape(w, [-1, 1]));
    y = o.mul(y, y.value.shape.length === 1 ? w : o.reshape(w, [-1, 1]));
  }
  const scale = o.unary("sqrt", o.sum(o.mul(matrix, matrix), [0], true));
  const scaled = o.div(matrix, scale);
  const right = y.value.shape.length === 1 ? o.reshape(y, [-1, 1]) : y;
  const q = o.apply("qr_q", [scaled]);
  const r = o.apply("qr_r", [scaled]);
  const solution = o.apply("solve_triangular", [r, o.matmul(o.transpose(q), right)], { upper: true, left: true, unitriangular: false });
  const c = o.div(solution, o.transpose(scale));
  return arrayOf(o.reshape(c, y.value.shape.length === 1 ? [-1] : c.value.shape));
}

export const poly1dType = new PyType("poly1d", [objectType], "numpy");

class PyPolynomial extends PyObject {
  constructor(readonly coefficients: Node, readonly variable: string) { super(); }
  get type(): PyType { return poly1dType; }
}

/** Leading zeros gone. */
function trimmed(machine: Machine, c: Node): Node {
  const values = toNumbers(c.value);
  let start = 0;
  while (start < values.length - 1 && values[start] === 0) start++;
  return start ? run(machine, "slice", [c], { starts: [start], stops: [values.length], steps: [1] }) : c;
}

const self = (value: Value | undefined): PyPolynomial => value as PyPolynomial; // members are bound to the type
const made = (machine: Machine, c: Node, variable = "x"): PyPolynomial => new PyPolynomial(trimmed(machine, c), variable);
/** Polynomials stay polynomials, arrays arrays. */
const like = (machine: Machine, given: readonly Value[], c: Node): Value => (given.some((one) => one instanceof PyPolynomial) ? made(machine, c) : arrayOf(c));

/** Exponents stand on a line above. */
function written(machine: Machine, of: PyPolynomial): string {
  const values = toNumbers(of.coefficients.value);
  const { dtype } = of.coefficients.value;
  const n = values.length - 1;
  let text = "";
  values.forEach((value, k) => {
    const power = n - k;
    let number = isFloating(dtype) ? machine.call(machine.getAttribute("%.4g", "__mod__"), [resultOf(numberLeaf(machine, dtype, [], [Math.abs(value)]))]) : scalarText(dtype, Math.abs(value));
    number = String(number);
    const term = power === 0 ? (number !== "0" || k === 0 ? number : "") : number === "0" ? "" : power === 1 ? `${number} ${of.variable}` : `${number} ${of.variable}**${power}`;
    if (!term && k > 0) return;
    if (k > 0) text += value < 0 ? ` - ${term}` : ` + ${term}`;
    else if (term) text = value < 0 ? `-${term}` : term;
  });
  return raised(text || "0");
}

function raised(text: string): string {
  let [above, line, output, rest] = ["", "", " ", text];
  for (let match = /\*\*(\d+)/.exec(rest); match; match = /\*\*(\d+)/.exec(rest)) {
    const before = rest.slice(0, match.index);
    const power = match[1]!;
    const [upper, lower] = [" ".repeat(before.length - 1) + power, before + " ".repeat(power.length - 1)];
    if (line.length + lower.length > 70 || above.length + upper.length > 70) {
      output += `${above}\n${line}\n `;
      [above, line] = [upper, lower];
    } else [above, line] = [above + upper, line + lower];
    rest = rest.slice(match.index + match[0].length);
  }
  return `${output}${above}\n${line}${rest}`;
}

const binary = (name: string, work: (machine: Machine, a: Node, b: Node) => Value): PyBuiltin[] => [
  new PyBuiltin(`__${name}__`, (machine, [a, b]) => work(machine, self(a).coefficients, coefficients(machine, b))),
  new PyBuiltin(`__r${name}__`, (machine, [a, b]) => work(machine, coefficients(machine, b), self(a).coefficients)),
];

define(poly1dType, [
  new PyBuiltin("__call__", (machine, [of, x]) => (x instanceof PyPolynomial ? composed(machine, self(of), x) : resultOf(valueAt(machine, self(of).coefficients, need(machine, x))))),
  new PyBuiltin("__repr__", (machine, [of]) => `poly1d(${machine.repr(arrayOf(self(of).coefficients)).replace(/^array\(|\)$/g, "")})`),
  new PyBuiltin("__str__", (machine, [of]) => written(machine, self(of))),
  new PyBuiltin("__len__", (_, [of]) => lengthOf(self(of).coefficients) - 1),
  new PyBuiltin("__getitem__", (machine, [of, power]) => { const c = self(of).coefficients; const i = lengthOf(c) - 1 - intArgument(machine, power!, "power"); return i < 0 || i >= lengthOf(c) ? resultOf(castTo(machine, machine.trace.number(0), c.value.dtype)) : resultOf(at(machine, c, i)); }),
  new PyBuiltin("__neg__", (machine, [of]) => made(machine, run(machine, "neg", [self(of).coefficients]))),
  new PyBuiltin("__eq__", (machine, [of, other]) => other instanceof PyPolynomial && toNumbers(self(of).coefficients.value).join() === toNumbers(coefficients(machine, other).value).join()),
  new PyBuiltin("__pow__", (machine, [of, n]) => { let result: Node = numberLeaf(machine, self(of).coefficients.value.dtype, [1], [1]); for (let k = 0; k < intArgument(machine, n!, "power"); k++) result = product(machine, result, self(of).coefficients); return made(machine, result); }),
  new PyBuiltin("__truediv__", (machine, [of, other]) => { if (isNumber(other!) || other instanceof PyScalar) return made(machine, run(machine, "div", [self(of).coefficients, need(machine, other)])); const [q, r] = quotient(machine, self(of).coefficients, coefficients(machine, other)); return new PyTuple([made(machine, q), made(machine, r)]); }),
  ...binary("add", (machine, a, b) => made(machine, sum(machine, a, b, "add"))), ...binary("sub", (machine, a, b) => made(machine, sum(machine, a, b, "sub"))), ...binary("mul", (machine, a, b) => made(machine, product(machine, a, b))),
  native("deriv(self, m=1)", (machine, a) => made(machine, derivative(machine, self(a.self).coefficients, intArgument(machine, a.m!, "m")))),
  native("integ(self, m=1, k=0)", (machine, a) => made(machine, integral(machine, self(a.self).coefficients, intArgument(machine, a.m!, "m"), toNumbers(need(machine, a.k).value)))),
  ...["coeffs", "c", "coef", "coefficients"].map((name) => new PyGetter(name, (_, of) => arrayOf(self(of).coefficients))),
  ...["order", "o"].map((name) => new PyGetter(name, (_, of) => lengthOf(self(of).coefficients) - 1)),
  new PyGetter("variable", (_, of) => self(of).variable),
]);
poly1dType.dict.set("__hash__", null);
poly1dType.construct = (machine, [given = 0, roots = false], keywords) => made(machine, roots === true || keywords.get("r") === true ? fromRoots(machine, need(machine, given)) : flat(machine, need(machine, given instanceof PyPolynomial ? arrayOf(given.coefficients) : given)), String(keywords.get("variable") ?? "x"));

function composed(machine: Machine, outer: PyPolynomial, inner: PyPolynomial): Value {
  let result: Node = numberLeaf(machine, inner.coefficients.value.dtype, [1], [0]);
  for (let i = 0; i < lengthOf(outer.coefficients); i++) result = sum(machine, product(machine, result, inner.coefficients), run(machine, "reshape", [at(machine, outer.coefficients, i)], { shape: [1] }), "add");
  return made(machine, result);
}

function fromRoots(machine: Machine, roots: Node): Node {
  let result: Node = numberLeaf(machine, "float64", [1], [1]);
  const line = flat(machine, roots);
  for (let i = 0; i < lengthOf(line); i++) result = product(machine, result, run(machine, "cat", [numberLeaf(machine, "float64", [1], [1]), run(machine, "neg", [run(machine, "reshape", [at(machine, castTo(machine, line, "float64"), i)], { shape: [1] })])], { axis: 0 }));
  return result;
}

export const POLYNOMIALS: readonly PyBuiltin[] = [
  native("polyval(p, x)", (machine, a) => (a.x instanceof PyPolynomial ? composed(machine, made(machine, coefficients(machine, a.p)), a.x) : resultOf(valueAt(machine, coefficients(machine, a.p), need(machine, a.x))))),
  native("polyadd(a1, a2)", (machine, a) => like(machine, [a.a1!, a.a2!], sum(machine, coefficients(machine, a.a1), coefficients(machine, a.a2), "add"))),
  native("polysub(a1, a2)", (machine, a) => like(machine, [a.a1!, a.a2!], sum(machine, coefficients(machine, a.a1), coefficients(machine, a.a2), "sub"))),
  native("polymul(a1, a2)", (machine, a) => like(machine, [a.a1!, a.a2!], product(machine, coefficients(machine, a.a1), coefficients(machine, a.a2)))),
  native("polydiv(u, v)", (machine, a) => new PyTuple(quotient(machine, coefficients(machine, a.u), coefficients(machine, a.v)).map((one) => like(machine, [a.u!, a.v!], one)))),
  native("polyder(p, m=1)", (machine, a) => like(machine, [a.p!], derivative(machine, coefficients(machine, a.p), intArgument(machine, a.m!, "m")))),
  native("polyint(p, m=1, k=0)", (machine, a) => like(machine, [a.p!], integral(machine, coefficients(machine, a.p), intArgument(machine, a.m!, "m"), toNumbers(need(machine, a.k ?? 0).value)))),
  native("polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False)", fit),
  native("poly(seq_of_zeros)", (machine, a) => { const roots = need(machine, a.seq_of_zeros); if (roots.value.shape.length > 1) throw new Unsupported("unsupported-call", say.form("np.poly", "matrix")); return arrayOf(fromRoots(machine, roots)); }),
  native("vander(x, N=None, increasing=False)", (machine, a) => {
    const x = need(machine, a.x);
    if (x.value.shape.length !== 1) throw machine.raise("ValueError", "x must be a one-dimensional array or sequence.");
    return arrayOf(vandermonde(machine, x, a.N === null ? lengthOf(x) : intArgument(machine, a.N!, "N"), a.increasing === true));
  }),
];

