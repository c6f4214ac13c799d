/** An operation whose value a function has computed and whose derivative is the program's own. */
import { type Card, defineStructural, type RuleContext, type TangentContext } from "../../../ops/define.js";
import type { Machine } from "../../../python/machine.js";
import type { Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";
import { rulePromotion } from "../../../trace/trace.js";
import { JaxArray } from "../array.js";
import { unflatten } from "../tree/structure.js";
import type { Outputs } from "./vjp.js";
import { frameworkMessages as say } from "../../messages.js";

export interface OwnRules {
  readonly name: string;
  /** Adjoints of the inputs for those of the outputs, recorded. */
  readonly pullback: (c: RuleContext, gs: readonly Node[]) => readonly (Node | null)[];
  /** Tangents of the outputs for those of the inputs, recorded. */
  readonly pushforward: (c: TangentContext) => readonly Node[];
}

const named = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, "") || "f";

function cardOf(outputs: Outputs, rules: OwnRules): Card {
  const values = outputs.arrays.map(({ node }) => node.value);
  const many = values.length > 1;
  let pulled: { readonly of: readonly (Node | null)[]; readonly adjoints: readonly (Node | null)[] } | null = null;
  let pushed: { readonly of: readonly (Node | null)[]; readonly tangents: readonly Node[] } | null = null;
  const same = (a: readonly (Node | null)[], b: readonly (Node | null)[]): boolean => a.length === b.length && a.every((one, i) => one === b[i]);
  const tangentsOf = (c: TangentContext): readonly Node[] => {
    if (!pushed || !same(pushed.of, c.tangentList)) pushed = { of: c.tangentList, tangents: rules.pushforward(c) };
    return pushed.tangents;
  };
  const name = named(rules.name);
  return defineStructural({
    name,
    inputs: ["of..."],
    dtype: "first",
    sentence: say.ownDerivative,
    spellings: [],
    samples: () => [],
    ...(many ? { outputs: values.map((_, i) => `y${i}`) } : {}),
    shape: () => (many ? values.map((one) => one.shape) : values[0]!.shape),
    forward: () => (many ? values : values[0]!),
    fixed: true,
    vjp: {},
    vjpEach: (c, i) => {
      if (!pulled || !same(pulled.of, c.gs)) pulled = { of: c.gs, adjoints: rules.pullback(c, c.outs.map((out, k) => c.gs[k] ?? c.ops.zerosLike(out))) };
      return pulled.adjoints[i] ?? c.ops.zerosLike(c.list[i]!);
    },
    jvp: (c) => tangentsOf(c)[0]!,
    ...(many ? { jvpEach: (c: TangentContext, output: number) => tangentsOf(c)[output]! } : {}),
    formula: { value: { text: `${name}({of})`, latex: `\\operatorname{${name.replace(/_/g, "\\_")}}({of})` }, derivatives: { "of...": { text: "the program's own rule", latex: "\\text{rule}({gy})" } } },
  });
}

/** The outputs again, as results of one operation on the inputs. */
export function withRules(machine: Machine, inputs: readonly Node[], outputs: Outputs, rules: OwnRules): Value {
  if (!inputs.length || !outputs.arrays.length) return unflatten(machine, outputs.structure, outputs.arrays);
  const node = machine.trace.run(cardOf(outputs, rules), inputs, {}, rulePromotion);
  const nodes = node.values.length === 1 ? [node] : node.values.map((_, i) => machine.trace.pick(node, i));
  return unflatten(machine, outputs.structure, outputs.arrays.map((array, i) => new JaxArray(nodes[i]!, array.weakType)));
}
