/** Which operation's rule is wrong: each is compared by itself, with its own inputs and the adjoint that arrives at it. */
import type { Card } from "../../ops/define.js";
import { PICK } from "../../ops/pick.js";
import { CARDS } from "../../ops/registry.js";
import { fromNumbers, type NDArray, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { constantNode, type Node } from "../../trace/node.js";
import { unrecorded } from "../../trace/trace.js";
import { reverse } from "../reverse.js";
import type { Shadow } from "./line.js";
import { operationRounding } from "./noise.js";
import { RandomSigns } from "./random-signs.js";
import { measureSlopes } from "./slopes.js";

export interface Culprit {
  /** Of the recorded run. */
  readonly node: Node;
  /** The rule is the program's own, not one of the library's. */
  readonly isOwn: boolean;
  /** "flat": the forward does not react at all, and the backward hands something on; "nan": NaN out of numbers. */
  readonly fault: "differs" | "flat" | "nan";
}

/** How far a rule may be from its difference quotient, relative. */
const TOLERANCE = 1e-5;

/** All operations of the run whose rule is not the derivative of their forward, in the order they happen. */
export function culprits({ replay, seed }: Shadow): Culprit[] {
  const recorded = new Map(replay.order.map((node) => [replay.base.of(node), node]));
  const found: Culprit[] = [];
  reverse(replay.base.target, {
    ...(seed ? { seed } : {}),
    handOn: (node, handed, gs) => {
      const fault = node.card && node.card !== PICK ? faultOf(node, node.card, handed, gs) : null;
      if (fault) found.push({ node: recorded.get(node) ?? node, isOwn: !CARDS.includes(node.card!), fault });
      return handed;
    },
  });
  return found.reverse();
}

function faultOf(node: Node, card: Card, handed: readonly (Node | null)[], gs: readonly (Node | null)[]): Culprit["fault"] | null {
  if (card.kind === "structural" && card.fixed) return null;
  const inputs = node.inputs.map((input) => input.value);
  const adjoints = gs.map((g) => g && toNumbers(g.value));
  if (adjoints.some((g) => g?.some((value) => !Number.isFinite(value)))) return null;
  const noise = operationRounding(node, handed, gs);
  for (const [i, given] of handed.entries()) {
    const input = inputs[i]!;
    if (!isFloating(input.dtype)) continue;
    if (card.withoutGradient && (card.withoutGradient as readonly string[]).includes(card.inputs[i]!)) continue;
    const rule = given && toNumbers(given.value);
    if (rule?.some(Number.isNaN)) return "nan";
    const fault = compare(card, node, inputs, i, rule, adjoints, noise);
    if (fault) return fault;
  }
  return null;
}

/** Along a random direction of input i: ⟨rule, v⟩ against the slope of ∑ g · y. */
function compare(card: Card, node: Node, inputs: readonly NDArray[], i: number, rule: readonly number[] | null, adjoints: readonly (readonly number[] | null)[], noise: number): Culprit["fault"] | null {
  const values = toNumbers(inputs[i]!);
  const signs = new RandomSigns(i + 1);
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
  const direction = values.map((value) => signs.next() * (0.5 + signs.uniform()) * Math.max(Math.abs(value), rms / 64));
  const here = node.values.map(toNumbers);
  const change = (t: number): number => {
    const moved = fromNumbers("float64", inputs[i]!.shape, values.map((value, k) => value + t * direction[k]!));
    const there = outputsOf(card, inputs.map((input, k) => (k === i ? moved : input)), node);
    return there.reduce((sum, output, k) => sum + (adjoints[k] ? weighted(adjoints[k], toNumbers(output), here[k]!) : 0), 0);
  };
  const claimed = rule ? rule.reduce((sum, value, k) => sum + value * direction[k]!, 0) : 0;
  const { best, isConstant } = measureSlopes({ change, noise, scale: 1, claimed });
  const apart = Math.abs(claimed - best.central);
  const isWrong = apart > TOLERANCE * Math.max(Math.abs(claimed), Math.abs(best.central)) && apart > 10 * best.error;
  return isWrong ? (isConstant ? "flat" : "differs") : null;
}

function weighted(g: readonly number[], there: readonly number[], here: readonly number[]): number {
  let sum = 0;
  for (let e = 0; e < g.length; e++) if (there[e] !== here[e]) sum += g[e]! * (there[e]! - here[e]!);
  return sum;
}

function outputsOf(card: Card, inputs: readonly NDArray[], node: Node): readonly NDArray[] {
  if (card.kind === "structural" && card.anew) return card.anew(inputs).values;
  return unrecorded.run(card, inputs.map((input, k) => constantNode(input, node.inputs[k]!.weak)), node.attributes).values;
}
