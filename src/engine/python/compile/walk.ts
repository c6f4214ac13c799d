/** The parts of syntax nodes, for analyses that look at everything. */
import type { Expression, FormattedValue, Parameters, Pattern, Statement } from "../../syntax/program.js";

const some = (...parts: readonly (Expression | null)[]): Expression[] => parts.filter((part) => part !== null);

/** The expressions a statement evaluates itself, not those of its blocks. Bodies of functions and classes are not its own. */
export function expressionsOf(statement: Statement): Expression[] {
  switch (statement.kind) {
    case "FunctionDef":
      return [...statement.decorators, ...defaultsOf(statement.parameters)];
    case "ClassDef":
      return [...statement.decorators, ...statement.bases, ...statement.keywords.map((keyword) => keyword.value)];
    case "Return":
      return some(statement.value);
    case "Delete":
      return [...statement.targets];
    case "Assign":
      return [statement.value, ...statement.targets];
    case "AugAssign":
      return [statement.target, statement.value];
    case "AnnAssign":
      return some(statement.value, statement.target);
    case "For":
      return [statement.iterable];
    case "While":
    case "If":
      return [statement.test];
    case "With":
      return statement.items.map((item) => item.context);
    case "Match":
      return [statement.subject];
    case "Raise":
      return some(statement.exception, statement.cause);
    case "Try":
      return [];
    case "Assert":
      return some(statement.test, statement.message);
    case "ExpressionStatement":
      return [statement.value];
    default:
      return [];
  }
}

export const defaultsOf = (parameters: Parameters): Expression[] =>
  some(...[...parameters.positionalOnly, ...parameters.positional, ...parameters.keywordOnly].map((parameter) => parameter.default));

/** The blocks of a compound statement. Functions and classes have none of their own here. */
export function bodiesOf(statement: Statement): (readonly Statement[])[] {
  switch (statement.kind) {
    case "For":
    case "While":
    case "If":
      return [statement.body, statement.orElse];
    case "With":
      return [statement.body];
    case "Try":
      return [statement.body, ...statement.handlers.map((handler) => handler.body), statement.orElse, statement.finalBody];
    case "Match":
      return statement.cases.map((one) => one.body);
    default:
      return [];
  }
}

const formatted = (values: readonly (string | FormattedValue)[]): Expression[] =>
  values.flatMap((value) => (typeof value === "string" ? [] : [value.value, ...formatted(value.format ?? [])]));

export function childrenOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "BoolOp":
      return [...expression.values];
    case "NamedExpr":
      return [expression.value];
    case "BinOp":
      return [expression.left, expression.right];
    case "UnaryOp":
      return [expression.operand];
    case "Lambda":
      return defaultsOf(expression.parameters);
    case "IfExp":
      return [expression.test, expression.body, expression.orElse];
    case "Dict":
      return expression.entries.flatMap((entry) => some(entry.key, entry.value));
    case "Set":
    case "List":
    case "Tuple":
      return [...expression.elements];
    case "ListComp":
    case "SetComp":
    case "GeneratorExp":
      return [expression.element, ...expression.generators.flatMap((g) => [g.iterable, ...g.conditions])];
    case "DictComp":
      return [expression.key, expression.value, ...expression.generators.flatMap((g) => [g.iterable, ...g.conditions])];
    case "Await":
    case "YieldFrom":
    case "Starred":
    case "Attribute":
      return [expression.value];
    case "Yield":
      return some(expression.value);
    case "Compare":
      return [expression.left, ...expression.comparators];
    case "Call":
      return [expression.callee, ...expression.args, ...expression.keywords.map((keyword) => keyword.value)];
    case "JoinedStr":
      return formatted(expression.values);
    case "Subscript":
      return [expression.value, expression.index];
    case "Slice":
      return some(expression.lower, expression.upper, expression.step);
    case "Constant":
    case "Name":
      return [];
  }
}

export function patternsOf(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case "MatchSequence":
    case "MatchMapping":
    case "MatchOr":
      return pattern.patterns;
    case "MatchClass":
      return [...pattern.patterns, ...pattern.keywordPatterns];
    case "MatchAs":
      return pattern.pattern ? [pattern.pattern] : [];
    default:
      return [];
  }
}

/** Whether it yields, looked at from the function around: lambdas have their own. */
export function yields(expression: Expression): boolean {
  if (expression.kind === "Yield" || expression.kind === "YieldFrom" || expression.kind === "Await") return true;
  return expression.kind === "Lambda" ? defaultsOf(expression.parameters).some(yields) : childrenOf(expression).some(yields);
}

export const statementYields = (statement: Statement): boolean =>
  expressionsOf(statement).some(yields) || bodiesOf(statement).some((body) => body.some(statementYields));
