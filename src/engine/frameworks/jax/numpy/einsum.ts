/** `jnp.einsum`: two operands are one batched matrix product, as XLA has it; other numbers of operands are one card. */
import type { Machine } from "../../../python/machine.js";
import type { Value } from "../../../python/object.js";
import { sizeOf } from "../../../tensor/shape.js";
import { contraction } from "../arithmetic.js";
import { JaxArray, need } from "../array.js";
import type { Jnp } from "../jnp.js";
import { promoted } from "../promotion.js";
import { run } from "../run.js";
import { type Call, intsOf } from "./arguments.js";

/** `einsum(x, [0, 1], y, [1, 2], [0, 2])`: labels as numbers. */
function listed(machine: Machine, given: readonly Value[]): [readonly Value[], string] {
  const letters = (value: Value): string => intsOf(machine, value).map((label) => String.fromCharCode(97 + label)).join("");
  const pairs = Math.floor(given.length / 2);
  const terms = Array.from({ length: pairs }, (_, i) => letters(given[2 * i + 1]!)).join(",");
  return [Array.from({ length: pairs }, (_, i) => given[2 * i]!), given.length % 2 ? `${terms}->${letters(given.at(-1)!)}` : terms];
}

function check(machine: Machine, terms: readonly string[], arrays: readonly JaxArray[]): void {
  if (terms.length !== arrays.length) throw machine.raise("ValueError", `Number of einsum subscripts, ${terms.length}, must be equal to the number of operands, ${arrays.length}.`);
  // The last operands come first: that is how the message counts them.
  const sizes = new Map<string, number>();
  for (const [i, term] of [...terms.entries()].reverse()) {
    if (term.includes(".")) continue;
    [...term].forEach((label, axis) => {
      const length = arrays[i]!.shape[axis]!;
      const known = sizes.get(label);
      if (known !== undefined && known !== length && known !== 1 && length !== 1) throw machine.raise("ValueError", `Size of label '${label}' for operand ${terms.length - 1 - i} (${length}) does not match previous terms (${known}).`);
      sizes.set(label, known === undefined || known === 1 ? length : known);
    });
  }
}

/** Labels that appear once, in alphabetical order: the output where none is written. */
const implied = (terms: readonly string[]): string => {
  const all = terms.join("");
  return [...new Set(all)].filter((label) => all.split(label).length === 2).sort().join("");
};

/** Sums over labels that only this operand has. */
function reduced(j: Jnp, x: JaxArray, labels: string, keep: string): { x: JaxArray; labels: string } {
  const axes = [...labels].flatMap((label, axis) => (keep.includes(label) ? [] : [axis]));
  return axes.length ? { x: new JaxArray(j.sum(x, axes).node, x.weakType), labels: [...labels].filter((label) => keep.includes(label)).join("") } : { x, labels };
}

function pair(j: Jnp, given: readonly JaxArray[], terms: readonly string[], output: string): JaxArray {
  const { x: a, labels: p } = reduced(j, given[0]!, terms[0]!, terms[1]! + output);
  const { x: b, labels: q } = reduced(j, given[1]!, terms[1]!, terms[0]! + output);
  const batch = [...p].filter((label) => q.includes(label) && output.includes(label));
  const inner = [...p].filter((label) => q.includes(label) && !output.includes(label));
  const rows = [...p].filter((label) => !q.includes(label));
  const columns = [...q].filter((label) => !p.includes(label));
  const size = (label: string): number => (p.includes(label) ? a.shape[p.indexOf(label)]! : b.shape[q.indexOf(label)]!);
  const sizes = (labels: readonly string[]): number[] => labels.map(size);
  // Without rows or columns the operand is a vector: that decides the order in which is added up.
  const side = (x: JaxArray, own: string, order: readonly string[], tail: number[]): JaxArray => j.reshape(j.permute(x, order.map((label) => own.indexOf(label))), [...sizes(batch), ...tail]);
  const [m, k, n] = [rows, inner, columns].map((group) => sizeOf(sizes(group)));
  const left = side(a, p, [...batch, ...rows, ...inner], rows.length || batch.length ? [m!, k!] : [k!]);
  const right = side(b, q, [...batch, ...inner, ...columns], columns.length || batch.length ? [k!, n!] : [k!]);
  const full = contraction(j.machine, "matmul", left, right);
  const labels = [...batch, ...rows, ...columns];
  const shaped = j.reshape(full, sizes(labels));
  return j.permute(shaped, [...output].map((label) => labels.indexOf(label)));
}

export function einsum({ j, machine, a, rest }: Call): JaxArray {
  const [operands, written] = typeof a.subscripts === "string" ? [rest, a.subscripts] : listed(machine, [a.subscripts!, ...rest]);
  const arrays = operands.map((value, i) => need(machine, value, "einsum", i));
  const equation = written.replaceAll(" ", "");
  const [inputs = "", given] = equation.split("->");
  const terms = inputs.split(",");
  check(machine, terms, arrays);
  const output = given ?? implied(terms);
  const simple = terms.length === 2 && !equation.includes(".") && terms.every((term) => new Set(term).size === term.length) && terms.every((term, i) => [...term].every((label, axis) => { const at = terms[1 - i]!.indexOf(label); return at < 0 || arrays[1 - i]!.shape[at] === arrays[i]!.shape[axis]; }));
  if (simple) return pair(j, arrays, terms, output);
  const { nodes, to } = promoted(machine, arrays);
  return new JaxArray(run(machine, "einsum", nodes, { equation }), to.weak);
}
