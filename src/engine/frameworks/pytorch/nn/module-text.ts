/** repr of modules, as PyTorch writes them. */
import type { Machine } from "../../../python/machine.js";
import type { PyInstance } from "../../../python/object.js";
import { partsOf } from "./module.js";

export function moduleText(machine: Machine, module: PyInstance): string {
  const extra = machine.str(machine.call(machine.getAttribute(module, "extra_repr"), []));
  const children = [...(partsOf(module)?.modules ?? [])].map(([name, child]) => `(${name}): ${indented(child ? machine.repr(child) : "None")}`);
  const lines = [...(extra ? extra.split("\n") : [])];
  if (!children.length && lines.length <= 1) return `${module.type.name}(${lines[0] ?? ""})`;
  return `${module.type.name}(\n  ${[...lines, ...children].join("\n  ")}\n)`;
}

const indented = (text: string): string => text.split("\n").join("\n  ");
