/** Parameter lists of functions and lambdas. */
import { type Context, spanOf, unreadable } from "./converter.js";
import { expression } from "./expressions.js";
import type { Parameter, Parameters } from "./program.js";
import { childOf, namedChildren, type SyntaxNode } from "./tree.js";

export function parameters(context: Context, list: SyntaxNode | null): Parameters {
  const positionalOnly: Parameter[] = [];
  let positional: Parameter[] = [];
  const keywordOnly: Parameter[] = [];
  let varArgs: Parameter | null = null;
  let varKeywords: Parameter | null = null;
  let afterStar = false;
  const seen = new Set<string>();
  for (const node of list ? namedChildren(list) : []) {
    if (node.type === "positional_separator") {
      positionalOnly.push(...positional);
      positional = [];
      continue;
    }
    if (node.type === "keyword_separator") {
      afterStar = true;
      continue;
    }
    const star = starOf(node);
    const parameter = parameterOf(context, node);
    if (seen.has(parameter.name)) throw unreadable(node, `duplicate argument '${parameter.name}' in function definition`);
    seen.add(parameter.name);
    if (star === "list_splat_pattern") {
      varArgs = parameter;
      afterStar = true;
    } else if (star === "dictionary_splat_pattern") varKeywords = parameter;
    else if (afterStar) keywordOnly.push(parameter);
    else {
      if (!parameter.default && [...positionalOnly, ...positional].some((before) => before.default)) throw unreadable(node, "parameter without a default follows parameter with a default");
      positional.push(parameter);
    }
  }
  return { positionalOnly, positional, varArgs, keywordOnly, varKeywords };
}

/** The splat under a type hint or bare. */
function starOf(node: SyntaxNode): string | null {
  const core = node.type === "typed_parameter" ? node.children[0]! : node;
  return core.type === "list_splat_pattern" || core.type === "dictionary_splat_pattern" ? core.type : null;
}

function parameterOf(context: Context, node: SyntaxNode): Parameter {
  const annotation = childOf(node, "type");
  const value = childOf(node, "value");
  let core = childOf(node, "name") ?? (node.type === "typed_parameter" ? node.children[0]! : node);
  if (core.type === "list_splat_pattern" || core.type === "dictionary_splat_pattern") core = namedChildren(core)[0] ?? core;
  if (core.type !== "identifier" && core.type !== "keyword_identifier") throw unreadable(node);
  return {
    name: context.textOf(core), span: spanOf(core),
    annotation: annotation ? expression(context, annotation) : null,
    default: value ? expression(context, value) : null,
  };
}
