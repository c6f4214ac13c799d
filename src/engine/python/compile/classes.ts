/** `class`. */
import type { StatementKind } from "../../syntax/program.js";
import { type Execute, Frame, NORMAL } from "../frame.js";
import type { PyType, Value } from "../object.js";
import { NO_KEYWORDS } from "../object.js";
import { createClass } from "../semantics/classes.js";
import { keywordArguments } from "./calls.js";
import { decorated } from "../modules/unknown.js";
import { type Context, inScope } from "./context.js";
import { elements, expression } from "./expressions.js";
import { storeNamed } from "./names.js";
import { boundNames, classScope } from "./scopes.js";
import { block } from "./statements.js";

export function classDefinition(c: Context, s: StatementKind<"ClassDef">): Execute {
  const { rt } = c;
  const scope = classScope(s.name, c.scope, boundNames(s.body));
  const body = block(inScope(c, scope), s.body);
  const bases = elements(c, s.bases);
  const keywords = keywordArguments(c, { keywords: s.keywords });
  const decorators = s.decorators.map((decorator) => ({ span: decorator.span, evaluate: expression(c, decorator) }));
  const bind = storeNamed(c, s.name, s.nameSpan, "definition");
  const qualifiedName = `${c.scope.prefix}${s.name}`;
  return (frame) => {
    const wrappers = decorators.map(({ evaluate }) => evaluate(frame));
    const parents = bases(frame);
    const given = keywords ? keywords(frame) : NO_KEYWORDS;
    const names = new Map<string, Value>();
    if (c.file.base > 0) names.set("__module__", c.file.name);
    if (s.docstring !== null) names.set("__doc__", s.docstring);
    if (qualifiedName !== s.name) names.set("__qualname__", qualifiedName);
    const own = new Frame(scope.size, frame, names);
    body(own);
    rt.trace.span = { start: s.span.start, end: s.nameSpan.end };
    const type: PyType = createClass(rt, s.name, parents, names, given);
    own.slots[0] = type;
    let value: Value = type;
    for (let i = wrappers.length - 1; i >= 0; i--) {
      rt.trace.span = decorators[i].span;
      value = decorated(rt, wrappers[i], value);
    }
    bind(frame, value);
    return NORMAL;
  };
}
