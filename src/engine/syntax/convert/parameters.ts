/** Parameter lists of functions and lambdas. */
import type { Parameter, Parameters } from "../program.js";
import { childOf, namedChildren, type SyntaxNode } from "../tree.js";
import { annotation } from "./annotations.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { expression } from "./expressions.js";

type Part = "positional" | "keywordOnly" | "end";

export function parameters(context: Context, list: SyntaxNode | null): Parameters {
  const result = {
    positionalOnly: [] as Parameter[],
    positional: [] as Parameter[],
    varArgs: null as Parameter | null,
    keywordOnly: [] as Parameter[],
    varKeywords: null as Parameter | null,
  };
  const nodes = list ? namedChildren(list) : [];
  const seen = new Set<string>();
  let part: Part = "positional";
  nodes.forEach((node, at) => {
    if (part === "end") throw unreadable(node, "arguments cannot follow var-keyword argument");
    if (node.type === "positional_separator") {
      if (result.positionalOnly.length > 0) throw unreadable(node, "/ may appear only once");
      if (part !== "positional") throw unreadable(node, "/ must be ahead of *");
      if (at === 0) throw unreadable(node, "at least one argument must precede /");
      result.positionalOnly = result.positional;
      result.positional = [];
      return;
    }
    const star = node.type === "keyword_separator" ? "*" : starOf(node);
    if (star === "*") {
      if (part !== "positional") throw unreadable(node, "* argument may appear only once");
      part = "keywordOnly";
      if (node.type === "keyword_separator") {
        const next = nodes[at + 1];
        if (!next || starOf(next) !== null || next.type.endsWith("separator"))
          throw unreadable(node, "named arguments must follow bare *");
        return;
      }
    }
    const parameter = parameterOf(context, node);
    if (seen.has(parameter.name))
      throw unreadable(node, `duplicate argument '${parameter.name}' in function definition`);
    seen.add(parameter.name);
    if (star === "*") result.varArgs = parameter;
    else if (star === "**") {
      result.varKeywords = parameter;
      part = "end";
    } else if (part === "keywordOnly") result.keywordOnly.push(parameter);
    else {
      const before = result.positional.at(-1) ?? result.positionalOnly.at(-1);
      if (!parameter.default && before?.default)
        throw unreadable(node, "parameter without a default follows parameter with a default");
      result.positional.push(parameter);
    }
  });
  return result;
}

/** The splat under a type hint or bare. */
function starOf(node: SyntaxNode): "*" | "**" | null {
  const core = node.type === "typed_parameter" ? node.children[0] : node;
  return core.type === "list_splat_pattern" ? "*" : core.type === "dictionary_splat_pattern" ? "**" : null;
}

function parameterOf(context: Context, node: SyntaxNode): Parameter {
  const hint = childOf(node, "type");
  const value = childOf(node, "value");
  let core = childOf(node, "name") ?? (node.type === "typed_parameter" ? node.children[0] : node);
  if (core.type === "list_splat_pattern" || core.type === "dictionary_splat_pattern")
    core = present(namedChildren(core)[0], core);
  if (core.type === "tuple_pattern") throw unreadable(node, "Function parameters cannot be parenthesized");
  if (core.type !== "identifier") throw unreadable(node);
  return {
    name: context.nameOf(core),
    span: spanOf(core),
    annotation: hint && annotation(context, hint),
    default: value && expression(context, value),
  };
}
