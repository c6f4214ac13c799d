/** `repr` of modules (torch/nn/modules/module.py), and of lists of equal ones. */
import type { Machine } from "../../../python/machine.js";
import type { PyInstance } from "../../../python/object.js";
import { registry } from "./module.js";

const indented = (text: string): string => {
  const [first = "", ...rest] = text.split("\n");
  return [first, ...rest.map((line) => `  ${line}`)].join("\n");
};

const nameOf = (machine: Machine, self: PyInstance): string => machine.str(machine.call(machine.getAttribute(self, "_get_name"), []));

export function moduleText(machine: Machine, self: PyInstance): string {
  const extra = machine.str(machine.call(machine.getAttribute(self, "extra_repr"), []));
  const own = extra ? extra.split("\n") : [];
  const children = [...(registry(self, "_modules")?.entries.values() ?? [])].map(([name, child]) => `(${String(name)}): ${indented(machine.repr(child))}`);
  const head = `${nameOf(machine, self)}(`;
  if (own.length === 1 && !children.length) return `${head}${own[0]})`;
  const lines = [...own, ...children];
  return lines.length ? `${head}\n  ${lines.join("\n  ")}\n)` : `${head})`;
}

/** ModuleList shortens runs of equal modules: `(0-2): 3 x Linear(…)`. */
export function listText(machine: Machine, self: PyInstance): string {
  const texts = [...(registry(self, "_modules")?.entries.values() ?? [])].map(([, child]) => machine.repr(child));
  if (!texts.length) return `${nameOf(machine, self)}()`;
  const runs: { from: number; to: number; text: string }[] = [];
  texts.forEach((text, i) => {
    const last = runs.at(-1);
    if (last?.text === text) last.to = i;
    else runs.push({ from: i, to: i, text });
  });
  const lines = runs.map(({ from, to, text }) => indented(from === to ? `(${from}): ${text}` : `(${from}-${to}): ${to - from + 1} x ${text}`));
  return `${nameOf(machine, self)}(\n  ${lines.join("\n  ")}\n)`;
}
