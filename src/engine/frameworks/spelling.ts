/**
 * Cards say how frameworks write them; this file reads that and makes Python functions of it.
 *
 *   torch.sum(input=x, dim=axes, keepdim=keepdim)     parameter in Python = input or attribute of the card
 *   torch.Tensor.view(self=x, *shape)                 the rest of the arguments, or one sequence
 *   torch.add(input=x, other=y, *, alpha=alpha)       keyword-only after the star
 *
 * A bare name is both. Cards may share a Python name: the first whose parameters fit the arguments is taken.
 */
import type { Attribute, Attributes, Card } from "../ops/define.js";
import { CARDS } from "../ops/registry.js";
import type { Node } from "../trace/node.js";
import type { Machine } from "../python/machine.js";
import { type Keywords, NO_KEYWORDS, PyFloat, PyList, PyTracedInt, PyTuple, type Value } from "../python/object.js";
import { intList, isInt, isSequence, numberOf } from "./arguments.js";

export interface Spelling {
  readonly card: Card;
  readonly parameters: readonly SpelledParameter[];
  /** Places among the parameters of those that may be given without a name. */
  readonly positional: readonly number[];
  /** By input of the card: its place among the parameters; −1: it has none. */
  readonly inputs: readonly number[];
}

interface SpelledParameter {
  readonly python: string;
  readonly card: string;
  readonly kind: "positional" | "keyword" | "rest";
  readonly isInput: boolean;
}

/** Python name (`torch.sum`, `torch.Tensor.sum`) → the cards that answer to it, in registry order. */
export const SPELLINGS: ReadonlyMap<string, readonly Spelling[]> = (() => {
  const table = new Map<string, Spelling[]>();
  for (const card of CARDS) {
    for (const text of card.spellings) {
      const { name, parameters } = parseSpelling(card, text);
      const list = table.get(name) ?? [];
      list.push({
        card, parameters,
        positional: parameters.flatMap(({ kind }, at) => (kind === "keyword" ? [] : [at])),
        inputs: card.inputs.map((input) => parameters.findIndex(({ card: target }) => target === input || `${target}...` === input)),
      });
      table.set(name, list);
    }
  }
  return table;
})();

export function parseSpelling(card: Card, text: string): { name: string; parameters: SpelledParameter[] } {
  const open = text.indexOf("(");
  const name = text.slice(0, open);
  const parameters: SpelledParameter[] = [];
  let keyword = false;
  for (const raw of text.slice(open + 1, text.lastIndexOf(")")).split(",").map((part) => part.trim()).filter(Boolean)) {
    if (raw === "*") {
      keyword = true;
      continue;
    }
    const rest = raw.startsWith("*");
    const [python = "", target = python] = (rest ? raw.slice(1) : raw).split("=").map((part) => part.trim());
    const isInput = card.inputs.some((input) => input === target || input === `${target}...`);
    if (!isInput && !(target in (card.attributes ?? {}))) throw new Error(`${card.name}: ${text} names ${target}, which is neither an input nor an attribute`);
    parameters.push({ python, card: target, kind: rest ? "rest" : keyword ? "keyword" : "positional", isInput });
  }
  return { name, parameters };
}

/** What a framework adds: which values are tensors, which strings or objects name dtypes, other names for parameters. */
export interface SpellingRules {
  /** The node of a tensor or number, null for anything else. */
  readonly node: (machine: Machine, value: Value) => Node | null;
  readonly dtype: (value: Value) => string | null;
  /** Other names a keyword may have: `axis` for `dim`. */
  readonly aliases: Readonly<Record<string, string>>;
}

export interface BoundCall {
  readonly card: Card;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  /** Keywords that no parameter takes, left to the framework: dtype, out, inplace. */
  readonly left: Keywords;
}

/** Keywords that belong to no card. */
const FRAMEWORK_KEYWORDS = new Set(["dtype", "out", "inplace", "device", "memory_format", "layout", "size_average", "reduce", "_stacklevel"]);

/** The first spelling that fits, or null. */
export function bindSpelling(machine: Machine, spellings: readonly Spelling[], args: readonly Value[], keywords: Keywords, rules: SpellingRules): BoundCall | null {
  for (const spelling of spellings) {
    const bound = fitted(machine, spelling, args, keywords, rules);
    if (bound) return bound;
  }
  return null;
}

function fitted(machine: Machine, spelling: Spelling, args: readonly Value[], keywords: Keywords, rules: SpellingRules): BoundCall | null {
  const { card, parameters, positional } = spelling;
  const given: Given = new Array<Value | undefined>(parameters.length).fill(undefined);
  for (let i = 0; i < args.length; i++) {
    const at = positional[i];
    if (at === undefined) return null;
    if (parameters[at]!.kind === "rest") {
      const rest = args.slice(i);
      given[at] = rest.length === 1 && isSequence(rest[0]!) ? rest[0]! : new PyTuple(rest);
      break;
    }
    given[at] = args[i]!;
  }
  const left = keywords.size ? byName(spelling, given, keywords, rules) : NO_KEYWORDS;
  const inputs = left && inputsOf(machine, spelling, given, rules);
  if (!left || !inputs) return null;
  const attributes: Record<string, Attribute> = {};
  for (let at = 0; at < parameters.length; at++) {
    const value = given[at];
    const { card: name, isInput } = parameters[at]!;
    if (isInput || value === undefined) continue;
    const attribute = attributeOf(name, card.attributes?.[name] ?? null, value, rules);
    if (attribute === undefined) return null;
    attributes[name] = attribute;
  }
  return { card, inputs, attributes, left };
}

/** By place of a parameter: its argument. */
type Given = (Value | undefined)[];

/** Puts keywords where they belong and gives those that are the framework's; null: one belongs nowhere. */
function byName({ parameters }: Spelling, given: Given, keywords: Keywords, { aliases }: SpellingRules): Keywords | null {
  const left = new Map<string, Value>();
  for (const [name, value] of keywords) {
    const own = parameters.findIndex((one) => one.python === name);
    const at = own >= 0 ? own : parameters.findIndex((one) => one.python === aliases[name]);
    if (at >= 0 && given[at] === undefined) given[at] = value;
    else if (at < 0 && FRAMEWORK_KEYWORDS.has(name)) left.set(name, value);
    else return null;
  }
  return left;
}

function inputsOf(machine: Machine, { card, inputs }: Spelling, given: Given, rules: SpellingRules): Node[] | null {
  const valueOf = (input: number): Value => given[inputs[input]!] ?? null; // at −1 there is none
  if (card.inputs[0]?.endsWith("...")) {
    const list = valueOf(0);
    if (!isSequence(list)) return null;
    const nodes = [...machine.iterate(list)].map((value) => rules.node(machine, value));
    return nodes.every((node) => node !== null) ? nodes : null;
  }
  const nodes: Node[] = [];
  // Left-out optional inputs at the end are dropped; one before a given one is stood in for by its neutral number.
  let lastGiven = inputs.length - 1;
  while (lastGiven >= 0 && valueOf(lastGiven) === null) lastGiven--;
  for (let i = 0; i < inputs.length; i++) {
    const value = valueOf(i);
    if (value !== null) {
      const node = rules.node(machine, value);
      if (!node) return null;
      nodes.push(node);
    } else {
      const neutral = (card.optional as Readonly<Record<string, number>> | undefined)?.[card.inputs[i]!];
      if (neutral === undefined) return null;
      if (i < lastGiven) nodes.push(machine.trace.number(neutral));
    }
  }
  return nodes;
}

const AXIS = /^(axis|axis\d|first|second)$/;
const LIST = /^(axes|shape|repeats|shifts|pads|normalized_shape|kernel_size|stride|padding|dilation|output_size|output_padding|size|sizes|strides|dims)$/;

/** The attribute a Python value stands for; undefined: it is not of that kind. The kind follows from name and default. */
function attributeOf(name: string, standard: Attribute, value: Value, rules: SpellingRules): Attribute | undefined {
  if (name === "dtype") return value === null ? null : (rules.dtype(value) ?? undefined);
  if (value === null) return standard === null || LIST.test(name) || AXIS.test(name) ? null : undefined;
  if (typeof standard === "boolean") return typeof value === "boolean" ? value : isInt(value) ? numberOf(value) !== 0 : undefined;
  if (typeof value === "string") return value;
  if (AXIS.test(name)) return isInt(value) && typeof value !== "boolean" ? numberOf(value) : undefined;
  if (Array.isArray(standard) || LIST.test(name)) {
    if (isInt(value)) return Array.isArray(standard) && name !== "pads" ? [numberOf(value)] : numberOf(value);
    return intList(value) ?? (value instanceof PyTuple || value instanceof PyList ? numbers(value) : undefined);
  }
  if (typeof standard === "string") return undefined;
  if (typeof value === "boolean" && standard === null) return value;
  if (value instanceof PyFloat || value instanceof PyTracedInt || isInt(value)) return numberOf(value);
  return intList(value) ?? undefined;
}

/** Numbers, or lists of them (the axes of tensordot). */
function numbers(value: PyTuple | PyList): Attribute[] | undefined {
  const list = value.items.map((item) => (item instanceof PyFloat || isInt(item) ? numberOf(item) : item instanceof PyTuple || item instanceof PyList ? (numbers(item) ?? null) : null));
  return list.every((item) => item !== null) ? list : undefined;
}
