/** `"{} of {name!r:>10}".format(…)` (https://docs.python.org/3/library/string.html#format-string-syntax). */
import type { Keywords, Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { asciiOf } from "../semantics/text.js";
import { formatValue } from "./value.js";

export function formatTemplate(rt: Runtime, template: string, args: readonly Value[], keywords: Keywords): string {
  let automatic = 0;
  const field = (name: string): Value => {
    const [, first, rest] = /^([^.[]*)(.*)$/s.exec(name)!; // matches anything
    let value: Value | undefined;
    if (first === "" || /^\d+$/.test(first)) {
      const index = first === "" ? automatic++ : Number(first);
      if (index >= args.length) throw rt.raise("IndexError", `Replacement index ${index} out of range for positional args tuple`);
      value = args[index];
    } else {
      value = keywords.get(first);
      if (value === undefined) throw rt.raiseWith("KeyError", [first]);
    }
    for (const [, attribute, index] of rest.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
      value = attribute !== undefined ? rt.getAttribute(value, attribute) : rt.subscript(value, /^\d+$/.test(index) ? Number(index) : index);
    }
    return value;
  };
  const write = (text: string, depth: number): string => {
    let result = "";
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (c === "{" && text[i + 1] !== "{") {
        const end = closing(rt, text, i);
        result += replacement(text.slice(i + 1, end), depth);
        i = end;
      } else if (c === "}" && text[i + 1] !== "}" && depth === 0) throw rt.raise("ValueError", "Single '}' encountered in format string");
      else {
        result += c;
        if (c === "{" || c === "}") i++;
      }
    }
    return result;
  };
  const replacement = (inside: string, depth: number): string => {
    const colon = outside(inside, ":");
    const head = colon < 0 ? inside : inside.slice(0, colon);
    const mark = head.lastIndexOf("!");
    const value = field(mark < 0 ? head : head.slice(0, mark));
    const conversion = mark < 0 ? "" : head.slice(mark + 1);
    const shown = conversion === "r" ? rt.repr(value) : conversion === "s" ? rt.str(value) : conversion === "a" ? asciiOf(rt.repr(value)) : value;
    return formatValue(rt, shown, colon < 0 ? "" : write(inside.slice(colon + 1), depth + 1));
  };
  return write(template, 0);
}

/** Where the brace opened at `from` closes. */
function closing(rt: Runtime, text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  throw rt.raise("ValueError", from === text.length - 1 ? "Single '{' encountered in format string" : "expected '}' before end of string");
}

/** First place of the mark that is not inside brackets. */
function outside(text: string, mark: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "[") depth++;
    else if (text[i] === "]") depth--;
    else if (text[i] === mark && depth === 0) return i;
  }
  return -1;
}
