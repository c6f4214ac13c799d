/** Arithmetic and elementary functions of complex tensors, products of matrices, comparisons. */
import type { Machine } from "../../../python/machine.js";
import { NotImplemented, PyBuiltin, type Value } from "../../../python/object.js";
import * as complex from "../../../ops/pairs/arithmetic.js";
import { fromReal, partOf, partsOf } from "../../../ops/pairs/pair.js";
import type { Node } from "../../../trace/node.js";
import { callNamed } from "../dispatch.js";
import { runtimeError, unsupported } from "../errors.js";
import { both, type Call, define, inLinalg, inTorch, type TorchFunction } from "../functions/define.js";
import { nameGradient } from "../grad-names.js";
import { writeInPlace } from "../in-place.js";
import { torchState } from "../state.js";
import { asTensor, Tensor } from "../tensor.js";
import { factor, floating, type Operand, operandOf, pairs } from "./operands.js";
import { type ComplexTensor, complexTensor, complexTensorType, isComplex } from "./tensor.js";

type Arithmetic = (machine: Machine, a: Operand, b: Operand) => Node;

const asPairs = (machine: Machine, { node, complex: own }: Operand): Node => (own ? node : fromReal(torchState(machine).ops, node.weak ? node : floating(machine, node)));
const additive = (card: "add" | "sub"): Arithmetic => (machine, a, b) => torchState(machine).ops.apply(card, [asPairs(machine, a), asPairs(machine, b)]);

const times: Arithmetic = (machine, a, b) => {
  const { ops } = torchState(machine);
  if (a.complex && b.complex) return complex.multiply(ops, a.node, b.node);
  const [z, x] = a.complex ? [a.node, b.node] : [b.node, a.node];
  return ops.mul(z, factor(machine, x));
};
const over: Arithmetic = (machine, a, b) => {
  const { ops } = torchState(machine);
  if (!b.complex) return ops.div(a.node, factor(machine, b.node));
  return a.complex ? complex.divide(ops, a.node, b.node) : ops.mul(complex.reciprocal(ops, b.node), factor(machine, a.node));
};
const product: Arithmetic = (machine, a, b) => {
  const { ops } = torchState(machine);
  return complex.bilinear(ops, asPairs(machine, a), asPairs(machine, b), (p, q) => ops.matmul(p, q));
};
const raised: Arithmetic = (machine, a, b) => {
  const { ops } = torchState(machine);
  return complex.power(ops, asPairs(machine, a), asPairs(machine, b));
};

const ARITHMETIC: Readonly<Record<string, readonly [Arithmetic, string]>> = {
  add: [additive("add"), "AddBackward0"], sub: [additive("sub"), "SubBackward0"], mul: [times, "MulBackward0"], truediv: [over, "DivBackward0"], pow: [raised, "PowBackward0"], matmul: [product, "MmBackward0"],
};

/** `z + w` where either is complex; null: the other is no number. Real operators hand over to it. */
export function complexBinary(machine: Machine, name: string, left: Value, right: Value): Value | null {
  const entry = ARITHMETIC[name];
  const [a, b] = [operandOf(machine, left), operandOf(machine, right)];
  if (!a || !b || (!a.complex && !b.complex)) return null;
  if (!entry) throw unsupported(`the operator __${name}__ of complex tensors`);
  return complexTensor(entry[0](machine, a, b), entry[1]);
}

/** Writes pairs into a complex tensor. */
export function writePairs(machine: Machine, self: ComplexTensor, make: (before: Node) => Node): ComplexTensor {
  if (self.standsForView) throw unsupported("writing into this view of a complex tensor");
  if (self.leaf && machine.trace.recording) throw runtimeError(machine, "a leaf Variable that requires grad is being used in an in-place operation.");
  writeInPlace(machine, self.pairs(machine), make);
  self.held(machine);
  return self;
}

const operators: readonly PyBuiltin[] = Object.keys(ARITHMETIC).flatMap((name) => [
  new PyBuiltin(`__${name}__`, (machine, [self, other]) => complexBinary(machine, name, self!, other!) ?? NotImplemented),
  new PyBuiltin(`__r${name}__`, (machine, [self, other]) => complexBinary(machine, name, other!, self!) ?? NotImplemented),
  new PyBuiltin(`__i${name}__`, (machine, [self, other]) => {
    const result = complexBinary(machine, name, self!, other!);
    return result === null ? NotImplemented : writePairs(machine, self as ComplexTensor, () => (result as ComplexTensor).held(machine)); // a method of this type
  }),
]);

function compared(machine: Machine, name: "eq" | "ne", a: Value, b: Value): Value {
  const { ops } = torchState(machine);
  const [x, y] = [operandOf(machine, a), operandOf(machine, b)];
  if (!x || !y) return NotImplemented;
  const [p, q] = [partsOf(ops, asPairs(machine, x)), partsOf(ops, asPairs(machine, y))];
  return new Tensor(ops.apply(name === "eq" ? "logical_and" : "logical_or", [ops.compare(name, p.re, q.re), ops.compare(name, p.im, q.im)]));
}

for (const one of operators) complexTensorType.dict.set(one.name, one);
for (const name of ["eq", "ne"] as const) complexTensorType.dict.set(`__${name}__`, new PyBuiltin(`__${name}__`, (machine, [a, b]) => compared(machine, name, a!, b!)));
for (const name of ["lt", "le", "gt", "ge"]) complexTensorType.dict.set(`__${name}__`, new PyBuiltin(`__${name}__`, (machine) => { throw runtimeError(machine, `"${name}_cpu" not implemented for 'ComplexFloat'`); }));

/** Complex to complex. */
const UNARY: Readonly<Record<string, complex.Unary>> = {
  conj: complex.conjugate, conj_physical: complex.conjugate, exp: complex.exponential, log: complex.logarithm, sqrt: complex.root, reciprocal: complex.reciprocal, sgn: complex.sign,
  sin: complex.sin, cos: complex.cos, tan: complex.tan, sinh: complex.sinh, cosh: complex.cosh, tanh: complex.tanh, sigmoid: complex.sigmoid,
  neg: (ops, z) => ops.neg(z), negative: (ops, z) => ops.neg(z), positive: (_, z) => z, square: (ops, z) => complex.multiply(ops, z, z),
  rsqrt: (ops, z) => complex.reciprocal(ops, complex.root(ops, z)), clone: (ops, z) => ops.apply("clone", [z]), contiguous: (_, z) => z, resolve_conj: (_, z) => z, resolve_neg: (_, z) => z,
};
const gradientOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Backward0`;

/** Complex to real. */
const SIZES: Readonly<Record<string, complex.Unary>> = { abs: complex.absolute, absolute: complex.absolute, angle: complex.angle };

const arithmeticFunction = (python: string, name: string): TorchFunction => both(`${python}(input, other, *, alpha=1, rounding_mode=None, out=None)`, (c) => {
  const [run, gradient] = ARITHMETIC[name]!; // names of the table
  const [a, b] = [operandOf(c.machine, c.raw("input")), operandOf(c.machine, c.raw("other"))];
  if (!a || !b || c.raw("rounding_mode") !== null || c.raw("out") !== null) throw unsupported(`torch.${python} of complex tensors in this form`);
  const alpha = operandOf(c.machine, c.raw("alpha"))!;
  const scaled = c.raw("alpha") === 1 ? b : { node: times(c.machine, b.complex ? b : { node: asPairs(c.machine, b), complex: true }, alpha), complex: true };
  return complexTensor(run(c.machine, a, scaled), gradient);
});

function einsum(c: Call): Value {
  const { machine } = c;
  const { ops } = c.state;
  const operands = c.rest.length === 1 && !(c.rest[0] instanceof Tensor) ? [...machine.iterate(c.rest[0]!)] : c.rest;
  const nodes = operands.map((value) => asPairs(machine, operandOf(machine, value)!));
  const real = (parts: readonly Node[]): Node => asTensor(callNamed(machine, "torch.einsum", [c.raw("equation"), ...parts.map((part) => new Tensor(part))])).node(machine);
  if (nodes.length === 1) return complexTensor(complexParts(c, nodes[0]!, (x) => real([x])));
  if (nodes.length !== 2) throw unsupported("torch.einsum of more than two complex tensors");
  return complexTensor(complex.bilinear(ops, nodes[0]!, nodes[1]!, (p, q) => real([p, q])), "ViewBackward0");
}

const complexParts = (c: Call, z: Node, of: (x: Node) => Node): Node => {
  const { re, im } = partsOf(c.ops, z);
  return c.ops.cat([c.ops.unsqueeze(of(re), -1), c.ops.unsqueeze(of(im), -1)], of(re).value.shape.length);
};

const matrixProduct = (name: string, second: string, gradient: string): TorchFunction => both(`${name}(input, ${second})`, (c) => complexTensor(complex.bilinear(c.ops, pairs(c, "input"), pairs(c, second), (p, q) => c.apply(name, [p, q])), gradient));

export const COMPLEX_ELEMENTWISE: readonly TorchFunction[] = [
  ...Object.entries(UNARY).map(([name, run]) => both(`${name}(input, *, memory_format=None)`, (c) => (isComplex(c.raw("input")) || name !== "conj" ? complexTensor(run(c.ops, pairs(c, "input")), gradientOf(name)) : c.raw("input")))),
  ...Object.entries(SIZES).map(([name, run]) => both(`${name}(input)`, (c) => nameGradient(run(c.ops, pairs(c, "input")), name === "angle" ? "AngleBackward0" : "AbsBackward0"))),
  ...([["add", "add"], ["sub", "sub"], ["subtract", "sub"], ["mul", "mul"], ["multiply", "mul"], ["div", "truediv"], ["divide", "truediv"], ["true_divide", "truediv"]] as const).map(([python, name]) => arithmeticFunction(python, name)),
  both("pow(input, exponent)", (c) => complexTensor(complex.power(c.ops, pairs(c, "input"), pairs(c, "exponent")), "PowBackward0")),
  both("matmul(input, other)", (c) => complexBinary(c.machine, "matmul", c.raw("input"), c.raw("other"))),
  matrixProduct("mm", "mat2", "MmBackward0"), matrixProduct("bmm", "mat2", "BmmBackward0"), matrixProduct("mv", "vec", "MvBackward0"), matrixProduct("dot", "tensor", "DotBackward0"), matrixProduct("outer", "vec2", "MulBackward0"), matrixProduct("kron", "other", "ViewBackward0"),
  both("vdot(input, other)", (c) => complexTensor(complex.bilinear(c.ops, complex.conjugate(c.ops, pairs(c, "input")), pairs(c, "other"), (p, q) => c.apply("dot", [p, q])), "VdotBackward0")),
  inLinalg("vecdot(x, y, *, dim=-1)", (c) => {
    const rank = c.raw("x") instanceof Tensor ? asTensor(c.raw("x")).shape.length : 1;
    const dim = c.int("dim");
    return complexTensor(c.ops.sum(complex.multiply(c.ops, complex.conjugate(c.ops, pairs(c, "x")), pairs(c, "y")), [dim < 0 ? dim + rank : dim]));
  }),
  inTorch("einsum(equation, *operands)", einsum),
  both("eq(input, other)", (c) => compared(c.machine, "eq", c.raw("input"), c.raw("other"))), both("ne(input, other)", (c) => compared(c.machine, "ne", c.raw("input"), c.raw("other"))),
  ...(["isnan", "isinf"] as const).map((name) => both(`${name}(input)`, (c) => c.apply("logical_or", [c.apply(name, [partOf(c.ops, pairs(c, "input"), 0)]), c.apply(name, [partOf(c.ops, pairs(c, "input"), 1)])]))),
  both("isfinite(input)", (c) => c.apply("logical_and", [c.apply("isfinite", [partOf(c.ops, pairs(c, "input"), 0)]), c.apply("isfinite", [partOf(c.ops, pairs(c, "input"), 1)])])),
  define(["torch", "Tensor"], "equal(input, other)", (c) => c.machine.call(c.machine.getAttribute(new Tensor(pairs(c, "input")), "equal"), [new Tensor(pairs(c, "other"))])),
  define(["torch", "Tensor"], "allclose(input, other, rtol=None, atol=None, equal_nan=False)", closeTo),
];

/** |z − w| ≤ atol + rtol·|w| everywhere. */
function closeTo(c: Call): boolean {
  const [z, w] = [pairs(c, "input"), pairs(c, "other")];
  const [rtol, atol] = [c.number("rtol", 1e-5), c.number("atol", 1e-8)];
  const gap = complex.absolute(c.ops, c.ops.sub(z, w)).value;
  const size = complex.absolute(c.ops, c.ops.add(w, c.ops.zerosLike(z))).value;
  for (let i = 0; i < gap.buffer.length; i++) if (!(gap.buffer[i]! <= atol + rtol * size.buffer[i]!)) return false;
  return true;
}
