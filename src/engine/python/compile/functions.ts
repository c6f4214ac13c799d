/** `def` and `lambda`. */
import type { Expression, ExpressionKind, Parameters, StatementKind } from "../../syntax/program.js";
import { type Evaluate, type Execute, type Frame, NORMAL, type Store } from "../frame.js";
import { pythonMessages as say } from "../messages.js";
import { NO_KEYWORDS, Unsupported, type Value } from "../object.js";
import { type Code, type FunctionBody, PyFunction } from "../values/function.js";
import { decorated } from "../modules/unknown.js";
import { type Context, inScope, textOf } from "./context.js";
import { expression } from "./expressions.js";
import { siteOf, storeNamed } from "./names.js";
import { boundNames, functionScope, parametersOf } from "./scopes.js";
import { block } from "./statements.js";
import { statementYields } from "./walk.js";
import { yieldingBlock } from "./yielding.js";

export function lambda(c: Context, e: ExpressionKind<"Lambda">): Evaluate {
  const scope = functionScope("<lambda>", c.scope, e.parameters, { names: new Set(walrusNames(e.body)), globals: new Set(), nonlocals: new Set() });
  const inner = inScope(c, scope);
  const code = codeOf(inner, e.parameters, { name: "<lambda>", span: e.span, docstring: null, body: () => ({ kind: "expression", evaluate: expression(inner, e.body) }) });
  return maker(c, code, e.parameters);
}

const walrusNames = (e: Expression): string[] => (e.kind === "NamedExpr" && e.target.kind === "Name" ? [e.target.name] : []);

export function definition(c: Context, s: StatementKind<"FunctionDef">): Execute {
  const { rt } = c;
  const bound = boundNames(s.body);
  const parameters = parametersOf(s.parameters).map((parameter) => parameter.name);
  for (const name of parameters) bound.globals.delete(name);
  const scope = functionScope(s.name, c.scope, s.parameters, bound);
  const inner = inScope(c, scope);
  const code = codeOf(inner, s.parameters, { name: s.name, span: s.nameSpan, docstring: s.docstring, body: () => bodyOf(inner, s) });
  const make = maker(c, code, s.parameters, s.returns);
  const decorators = s.decorators.map((decorator) => ({ span: decorator.span, evaluate: expression(c, decorator) }));
  const bind: Store = storeNamed(c, s.name, s.nameSpan, "definition");
  return (frame) => {
    const wrappers = decorators.map(({ evaluate }) => evaluate(frame));
    let value: Value = make(frame);
    for (let i = wrappers.length - 1; i >= 0; i--) {
      rt.trace.span = decorators[i].span;
      value = decorated(rt, wrappers[i], value);
    }
    bind(frame, value);
    return NORMAL;
  };
}

function bodyOf(c: Context, s: StatementKind<"FunctionDef">): FunctionBody {
  if (s.isAsync) return { kind: "statements", execute: () => { c.rt.trace.span = s.nameSpan; throw new Unsupported("unsupported-asynchronous", say.asynchronous); } };
  if (s.body.some(statementYields)) return { kind: "generator", execute: yieldingBlock(c, s.body) };
  return { kind: "statements", execute: block(c, s.body) };
}

interface Described { readonly name: string; readonly span: Code["span"]; readonly docstring: string | null; readonly body: () => FunctionBody }

function codeOf(c: Context, p: Parameters, { name, span, docstring, body }: Described): Code {
  const { notes } = c;
  const { scope } = c;
  const parameters = parametersOf(p);
  const sites = parameters.map((parameter) => siteOf(c, parameter.name, parameter.span, "parameter"));
  const count = sites.length;
  let compiled: FunctionBody | null = null;
  return {
    name, span, docstring,
    // Compiled when it is first called: a file defines more than it uses.
    get body() { return (compiled ??= body()); },
    qualifiedName: `${scope.parent?.prefix ?? ""}${name}`,
    positionalOnly: p.positionalOnly.length,
    positional: [...p.positionalOnly, ...p.positional].map((parameter) => parameter.name),
    keywordOnly: p.keywordOnly.map((parameter) => parameter.name),
    varArgs: p.varArgs?.name ?? null,
    varKeywords: p.varKeywords?.name ?? null,
    frameSize: () => scope.size,
    noteParameters: (frame: Frame) => {
      for (let i = 0; i < count; i++) notes.bind(sites[i], frame.slots[i]!); // bound by the call
    },
  };
}

const NO_DEFAULTS: readonly Value[] = [];

/** Evaluates defaults (and hints, quietly) and makes the function. */
function maker(c: Context, code: Code, p: Parameters, returns: Expression | null = null): (frame: Frame) => PyFunction {
  const positional = [...p.positionalOnly, ...p.positional].filter((parameter) => parameter.default).map((parameter) => expression(c, parameter.default!)); // filtered just before
  const keywordOnly = p.keywordOnly.filter((parameter) => parameter.default).map((parameter) => [parameter.name, expression(c, parameter.default!)] as const); // as above
  const hints = hintsOf(c, p, returns);
  return (frame) => {
    const defaults = positional.length ? positional.map((evaluate) => evaluate(frame)) : NO_DEFAULTS;
    const keywordDefaults = keywordOnly.length ? new Map(keywordOnly.map(([name, evaluate]) => [name, evaluate(frame)])) : NO_KEYWORDS;
    return new PyFunction(code, defaults, keywordDefaults, frame, hints);
  };
}

/** Hints are not evaluated: a wrong one would stop the program here and does not in many a version of Python. Names of types are kept as text. */
function hintsOf(c: Context, p: Parameters, returns: Expression | null): ReadonlyMap<string, Value> {
  const hints = new Map<string, Value>();
  const text = (e: Expression): string => textOf(c, e.span);
  for (const { name, annotation } of parametersOf(p)) if (annotation) hints.set(name, text(annotation));
  if (returns) hints.set("return", text(returns));
  return hints;
}

