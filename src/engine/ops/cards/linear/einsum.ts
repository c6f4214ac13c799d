import { fromNumbers } from "../../../tensor/array.js";
import { einsum as contract, type Subscripts } from "../../../tensor/kernels/einsum.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Attributes, defineStructural, OperationError, type RuleContext } from "../../define.js";

/** Σ over the labels that the result does not have. The adjoint of an operand is the einsum of ∂L/∂y with the other operands. */
export const einsum = defineStructural({
  name: "einsum",
  inputs: ["operands..."],
  attributes: { equation: "" },
  dtype: "promote",
  sentence: "Multiplies elements with matching labels and sums over the labels that the result does not have.",
  spellings: ["torch.einsum(equation, *operands)", "numpy.einsum(subscripts=equation, *operands)", "jax.numpy.einsum(subscripts=equation, *operands)"],
  samples: () => {
    const a = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
    const b = fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3]);
    const square = fromNumbers("float64", [2, 2], [1, 2, -3, 4]);
    return [
      { inputs: [a, b], attributes: { equation: "ij,jk->ik" } },
      { inputs: [a], attributes: { equation: "ij->j" } },
      { inputs: [square], attributes: { equation: "ii" } },
      { inputs: [square, a], attributes: { equation: "ii,ij->ij" } },
      { inputs: [a, b, square], attributes: { equation: "ij,jk,kl->il" } },
      { inputs: [fromNumbers("float64", [2, 1, 2], [1, 2, 3, 4]), square], attributes: { equation: "...ij,jk->...ik" } },
    ];
  },
  shape: (shapes, attributes) => {
    const { result, sizes } = parsed(shapes, attributes);
    return [...result].map((label) => sizes.get(label)!);
  },
  forward: (inputs, attributes, dtype) => {
    const subscripts = parsed(inputs.map((input) => input.shape), attributes);
    return contract(inputs, subscripts, subscripts.sizes, dtype);
  },
  vjp: {},
  vjpEach: (c, i) => operandAdjoint(c, parsed(c.list.map((node) => node.value.shape), c.attributes), i),
  jvp: "linear",
  formula: {
    value: { text: "Σ of products of {operands}", latex: "\\sum \\prod_i {operands}_i" },
    derivatives: { "operands...": { text: "Σ of {gy} times the other operands", latex: "\\sum {gy} \\prod_{j \\ne i} {operands}_j" } },
  },
});

export interface Equation extends Subscripts {
  readonly sizes: ReadonlyMap<string, number>;
}

/** The adjoint of operand i: labels that only it has are spread out by ones, repeated ones by an identity matrix. */
export function operandAdjoint(c: RuleContext, equation: Equation, i: number): Node {
  const { operands, result, sizes } = equation;
  const own = operands[i]!;
  const others = c.list.filter((_, k) => k !== i);
  const terms: Node[] = [c.g, ...others];
  const labels = [result, ...operands.filter((_, k) => k !== i)];
  const dtype = c.g.value.dtype;
  let target = "";
  let next = 0x3b1; // fresh labels: Greek letters, which `parsed` does not give out
  for (const label of own) {
    if (!target.includes(label)) {
      target += label;
      continue;
    }
    const size = sizes.get(label)!;
    const fresh = String.fromCodePoint(next++);
    terms.push(c.ops.constant(fromNumbers(dtype, [size, size], Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0)))));
    labels.push(label + fresh);
    target += fresh;
  }
  // A label may be known to the others at length 1 only.
  const full = (label: string): boolean => terms.some((term, k) => [...labels[k]!].some((other, axis) => other === label && term.value.shape[axis] === (sizes.get(label) ?? term.value.shape[axis])));
  const missing = [...target].filter((label) => !full(label)).join("");
  if (missing) {
    terms.push(c.ops.fill(c.g, [...missing].map((label) => sizes.get(label)!), 1));
    labels.push(missing);
  }
  return c.ops.apply("einsum", terms, { equation: `${labels.join(",")}->${target}` });
}

const fail = (message: string, shapes: readonly Shape[]): OperationError =>
  new OperationError(`einsum: ${message} (shapes ${shapes.map((shape) => `[${shape.join(", ")}]`).join(", ")})`, { torch: { type: "RuntimeError", message: `einsum(): ${message}` } });

/** Reads the equation: blanks dropped, "..." as private labels aligned at the right, the implicit result in alphabetical order. */
export function parsed(shapes: readonly Shape[], attributes: Attributes): Equation {
  const text = String(attributes.equation).replaceAll(" ", "");
  const [left = "", right] = text.split("->");
  const terms = left.split(",");
  if (terms.length > shapes.length) throw fail("fewer operands were provided than specified in the equation", shapes);
  if (terms.length < shapes.length) throw fail("more operands were provided than specified in the equation", shapes);
  const spare = (shape: Shape, term: string): number => (term.includes("...") ? shape.length - (term.length - 3) : 0);
  const widest = Math.max(0, ...shapes.map((shape, i) => spare(shape, terms[i]!)));
  const hidden = (count: number): string => Array.from({ length: count }, (_, k) => String.fromCodePoint(0xe000 + widest - count + k)).join("");
  const sizes = new Map<string, number>();
  const operands = shapes.map((shape, i) => {
    const own = terms[i]!.replace("...", hidden(Math.max(0, spare(shape, terms[i]!))));
    if (own.length !== shape.length) throw fail(`the number of subscripts in the equation (${own.length}) does not match the number of dimensions (${shape.length}) for operand ${i}${own.length < shape.length ? " and no ellipsis was given" : ""}`, shapes);
    [...own].forEach((label, axis) => {
      const size = shape[axis]!;
      const before = sizes.get(label);
      if (before !== undefined && before !== 1 && size !== 1 && before !== size) {
        throw fail(`subscript ${label} has size ${size} for operand ${i} which does not broadcast with previously seen size ${before}`, shapes);
      }
      if (before === undefined || before === 1) sizes.set(label, size);
    });
    return own;
  });
  const all = operands.join("");
  const result = right === undefined
    ? hidden(widest) + [...new Set(all)].filter((label) => label < "\ue000" && all.indexOf(label) === all.lastIndexOf(label)).sort(alphabetical).join("")
    : right.replace("...", hidden(widest));
  for (const label of result) if (!sizes.has(label)) throw fail(`output subscript ${label} does not appear in the equation for any input operand`, shapes);
  return { operands, result, sizes };
}

/** Capitals come first, as in ASCII. */
const alphabetical = (a: string, b: string): number => (a < b ? -1 : 1);
