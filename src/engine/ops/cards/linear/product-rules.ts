/** Shapes, errors and rules that the matrix products share. */
import { broadcastShapes, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { OperationError, type RuleContext, type TangentContext } from "../../define.js";

const list = (shape: Shape): string => `[${shape.join(", ")}]`;
const times = (shape: Shape): string => shape.join("x");

/** Throws the framework's error about sizes. */
export function productError(name: string, a: Shape, b: Shape, torch: string, numpy?: string): OperationError {
  return new OperationError(`${name}: ${list(a)} and ${list(b)} do not chain; the inner sizes must be equal`, {
    torch: { type: "RuntimeError", message: torch },
    ...(numpy ? { numpy: { type: "ValueError", message: numpy } } : {}),
  });
}

/** The shape of matmul(a, b): vectors contract away, leading axes broadcast. */
export function matmulShape(a: Shape, b: Shape): Shape {
  if (!a.length || !b.length) {
    throw productError("matmul", a, b, `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`,
      `matmul: Input operand ${a.length ? 1 : 0} does not have enough dimensions (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)`);
  }
  const inner = a.at(-1)!;
  const other = b.length === 1 ? b[0]! : b.at(-2)!;
  if (inner !== other) {
    throw productError("matmul", a, b, torchMismatch(a, b),
      `matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size ${other} is different from ${inner})`);
  }
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  if (!batch) {
    const [p, q] = [a.slice(0, -2), b.slice(0, -2)];
    let back = 1;
    while (p.at(-back) === q.at(-back) || p.at(-back) === 1 || q.at(-back) === 1) back++;
    throw productError("matmul", a, b, `The size of tensor a (${p.at(-back)}) must match the size of tensor b (${q.at(-back)}) at non-singleton dimension ${Math.max(p.length, q.length) - back}`);
  }
  return [...batch, ...(a.length > 1 ? [a.at(-2)!] : []), ...(b.length > 1 ? [b.at(-1)!] : [])];
}

function torchMismatch(a: Shape, b: Shape): string {
  const rows = a.slice(0, -1).reduce((product, length) => product * length, 1);
  if (a.length === 1 && b.length === 1) return dotMismatch(a[0]!, b[0]!);
  if (b.length === 1) return `size mismatch, got input (${rows}), mat (${rows}x${a.at(-1)}), vec (${b[0]})`;
  if (b.length === 2) return `mat1 and mat2 shapes cannot be multiplied (${rows}x${a.at(-1)} and ${times(b)})`;
  const batch = b.slice(0, -2).reduce((product, length) => product * length, 1);
  return `Expected size for first two dimensions of batch2 tensor to be: [${batch}, ${a.at(-1)}] but got: [${batch}, ${b.at(-2)}].`;
}

export const dotMismatch = (a: number, b: number): string =>
  `inconsistent tensor size, expected tensor [${a}] and src [${b}] to have the same number of elements, but got ${a} and ${b} elements respectively`;

/** g with the axes back that vectors contracted away: [batch…, m, n]. */
function full(c: RuleContext, a: Node, b: Node): Node {
  let g = c.g;
  if (b.value.shape.length === 1) g = c.ops.unsqueeze(g, -1);
  if (a.value.shape.length === 1) g = c.ops.unsqueeze(g, -2);
  return g;
}
const asMatrix = (c: RuleContext, node: Node, axis: 0 | 1): Node => (node.value.shape.length === 1 ? c.ops.unsqueeze(node, axis) : node);

/** ∂L/∂a = g·bᵀ (then summed down to a's shape by the machinery). */
export function leftAdjoint(c: RuleContext): Node {
  const [a, b] = [c.list[0]!, c.list[1]!];
  const adjoint = c.ops.matmul(full(c, a, b), c.ops.transpose(asMatrix(c, b, 1)));
  return a.value.shape.length === 1 ? c.ops.squeeze(adjoint, -2) : adjoint;
}

/** ∂L/∂b = aᵀ·g. */
export function rightAdjoint(c: RuleContext): Node {
  const [a, b] = [c.list[0]!, c.list[1]!];
  const adjoint = c.ops.matmul(c.ops.transpose(asMatrix(c, a, 0)), full(c, a, b));
  return b.value.shape.length === 1 ? c.ops.squeeze(adjoint, -1) : adjoint;
}

/** The sum of the parts that are there; zeros where none is. */
export function sumOfTangents(c: TangentContext, parts: readonly (Node | null | undefined | false)[]): Node {
  const present = parts.filter((part): part is Node => !!part);
  return present.length ? present.reduce((sum, part) => c.ops.add(sum, part)) : c.ops.zerosLike(c.out);
}
