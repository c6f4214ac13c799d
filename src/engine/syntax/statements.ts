/** Statements. One that cannot be read becomes `Broken`; those around it stay whole. */
import { type Context, spanOf, Unreadable, unreadable } from "./converter.js";
import { callArguments, expression } from "./expressions.js";
import { parameters } from "./parameters.js";
import { pattern } from "./patterns.js";
import type { BinaryOperator, ExceptHandler, Expression, ImportAlias, MatchCase, Statement, SyntaxProblem, WithItem } from "./program.js";
import { childOf, childrenOf, hasToken, namedChildren, type SyntaxNode } from "./tree.js";

const COMPOUND = new Set(["function_definition", "class_definition", "decorated_definition", "if_statement", "for_statement", "while_statement", "with_statement", "try_statement", "match_statement"]);
const CLAUSES = new Set(["block", "elif_clause", "else_clause", "except_clause", "except_group_clause", "finally_clause", "case_clause", "function_definition", "class_definition"]);

export class Statements {
  readonly errors: SyntaxProblem[] = [];
  constructor(private readonly context: Context) {}

  /** A text of which nothing can be read is one broken statement. */
  module(root: SyntaxNode): Statement[] {
    return root.type === "ERROR" ? [this.statement(root)] : this.body(root);
  }

  /** Statements of a module or a block. */
  body(block: SyntaxNode | null): Statement[] {
    if (!block) return [];
    const result: Statement[] = [];
    for (const node of namedChildren(block)) {
      // What stands on the line of an unreadable piece belongs to it.
      const last = result.at(-1);
      if (last?.kind === "Broken" && !this.context.text.slice(last.span.end, node.start).includes("\n") && !this.endsStatement(last.span.end, node.start)) {
        result[result.length - 1] = { ...last, span: { start: last.span.start, end: node.end } };
        continue;
      }
      result.push(this.statement(node));
    }
    return result;
  }

  private endsStatement(from: number, to: number): boolean { return this.context.text.slice(from, to).includes(";"); }

  private statement(node: SyntaxNode): Statement {
    try {
      if (node.type === "ERROR" || this.headerBroken(node)) throw unreadable(node, this.guess(node));
      return this.context.deeper(node, () => this.convert(node));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.errors.push({ span: error.span, message: error.message });
      return { kind: "Broken", span: spanOf(node), message: error.message };
    }
  }

  /** An error outside the nested blocks, whose statements are judged one by one. */
  private headerBroken(node: SyntaxNode): boolean {
    if (!node.broken) return false;
    if (!COMPOUND.has(node.type)) return true;
    return node.children.some((child) => child.broken && (CLAUSES.has(child.type) ? child.type !== "block" && this.clauseBroken(child) : true));
  }

  private clauseBroken(node: SyntaxNode): boolean {
    return COMPOUND.has(node.type) ? this.headerBroken(node) : node.children.some((child) => child.broken && child.type !== "block" && child.type !== "case_clause");
  }

  /** CPython's words where the fault is plain. */
  private guess(node: SyntaxNode): string {
    const text = this.context.textOf(node);
    const open = unclosed(text);
    if (open) return open;
    if (/^\s*(if|elif|else|for|while|def|class|with|try|except|finally)\b[^:]*$/.test(text.split("\n")[0] ?? "")) return "expected ':'";
    return "invalid syntax";
  }

  private convert(node: SyntaxNode): Statement {
    const { context } = this;
    const span = spanOf(node);
    const field = (name: string): Expression => {
      const child = childOf(node, name);
      if (!child) throw unreadable(node);
      return expression(context, child);
    };
    switch (node.type) {
      case "expression_statement":
        return this.expressionStatement(node);
      case "function_definition":
      case "class_definition":
        return this.definition(node, []);
      case "decorated_definition": {
        const decorators = node.children.filter((child) => child.type === "decorator").map((child) => expression(context, namedChildren(child)[0] ?? child));
        const definition = childOf(node, "definition");
        if (!definition) throw unreadable(node);
        return this.definition(definition, decorators);
      }
      case "return_statement": {
        const [value] = namedChildren(node);
        return { kind: "Return", span, value: value ? expression(context, value) : null };
      }
      case "delete_statement":
        return { kind: "Delete", span, targets: namedChildren(node).flatMap((child) => (child.type === "expression_list" ? namedChildren(child) : [child])).map((child) => expression(context, child)) };
      case "if_statement":
        return this.conditional(node, childrenOf(node, "alternative"));
      case "while_statement":
        return { kind: "While", span, test: field("condition"), body: this.body(childOf(node, "body")), orElse: this.elseBody(node) };
      case "for_statement":
        return { kind: "For", span, target: field("left"), iterable: field("right"), body: this.body(childOf(node, "body")), orElse: this.elseBody(node), isAsync: hasToken(node, "async") };
      case "with_statement":
        return { kind: "With", span, items: this.withItems(node), body: this.body(childOf(node, "body")), isAsync: hasToken(node, "async") };
      case "try_statement":
        return this.tryStatement(node);
      case "match_statement":
        return { kind: "Match", span, subject: this.matchSubject(node), cases: this.matchCases(node) };
      case "raise_statement": {
        const cause = childOf(node, "cause");
        const exception = namedChildren(node).find((child) => child !== cause);
        return { kind: "Raise", span, exception: exception ? expression(context, exception) : null, cause: cause ? expression(context, cause) : null };
      }
      case "assert_statement": {
        const [test, message] = namedChildren(node);
        if (!test) throw unreadable(node);
        return { kind: "Assert", span, test: expression(context, test), message: message ? expression(context, message) : null };
      }
      case "import_statement":
        return { kind: "Import", span, names: childrenOf(node, "name").map((child) => this.alias(child)) };
      case "import_from_statement":
      case "future_import_statement":
        return this.importFrom(node);
      case "global_statement":
        return { kind: "Global", span, names: namedChildren(node).map((child) => context.textOf(child)) };
      case "nonlocal_statement":
        return { kind: "Nonlocal", span, names: namedChildren(node).map((child) => context.textOf(child)) };
      case "pass_statement":
        return { kind: "Pass", span };
      case "break_statement":
        return { kind: "Break", span };
      case "continue_statement":
        return { kind: "Continue", span };
      case "print_statement":
        throw unreadable(node, "Missing parentheses in call to 'print'. Did you mean print(...)?");
      case "exec_statement":
        throw unreadable(node, "Missing parentheses in call to 'exec'. Did you mean exec(...)?");
      default:
        throw unreadable(node);
    }
  }

  private expressionStatement(node: SyntaxNode): Statement {
    const { context } = this;
    const span = spanOf(node);
    const children = namedChildren(node);
    const [only] = children;
    if (!only) throw unreadable(node);
    if (only.type === "assignment") return this.assignment(only, span);
    if (only.type === "augmented_assignment") {
      const [target, value, operator] = [childOf(only, "left"), childOf(only, "right"), childOf(only, "operator")];
      if (!target || !value || !operator) throw unreadable(node);
      return { kind: "AugAssign", span, target: this.target(target), operator: operator.type.slice(0, -1) as BinaryOperator, value: expression(context, value) }; // the grammar has no others
    }
    if (children.length === 1 && !hasToken(node, ",")) return { kind: "ExpressionStatement", span, value: expression(context, only) };
    return { kind: "ExpressionStatement", span, value: { kind: "Tuple", id: context.nextId(), span, elements: children.map((child) => expression(context, child)) } };
  }

  /** `a = b = value` nests to the right in the grammar. */
  private assignment(node: SyntaxNode, span: Statement["span"]): Statement {
    const { context } = this;
    const annotation = childOf(node, "type");
    const targets: Expression[] = [];
    let at = node;
    for (;;) {
      const left = childOf(at, "left");
      if (!left) throw unreadable(at);
      targets.push(this.target(left));
      const right = childOf(at, "right");
      if (right?.type === "assignment") {
        if (childOf(right, "type")) throw unreadable(right);
        at = right;
        continue;
      }
      if (annotation) return { kind: "AnnAssign", span, target: targets[0]!, annotation: expression(context, annotation), value: right ? expression(context, right) : null };
      if (!right) throw unreadable(at);
      return { kind: "Assign", span, targets, value: expression(context, right) };
    }
  }

  private target(node: SyntaxNode): Expression {
    const target = expression(this.context, node);
    const fault = (of: Expression): Expression | null => {
      if (of.kind === "Tuple" || of.kind === "List") return of.elements.map(fault).find(Boolean) ?? null;
      if (of.kind === "Starred") return fault(of.value);
      return of.kind === "Name" || of.kind === "Attribute" || of.kind === "Subscript" ? null : of;
    };
    const wrong = fault(target);
    if (wrong) throw new Unreadable(wrong.span, wrong.kind === "Call" ? "cannot assign to function call here. Maybe you meant '==' instead of '='?" : wrong.kind === "Constant" ? "cannot assign to literal here. Maybe you meant '==' instead of '='?" : "cannot assign to expression here. Maybe you meant '==' instead of '='?");
    return target;
  }

  private definition(node: SyntaxNode, decorators: readonly Expression[]): Statement {
    const { context } = this;
    const name = childOf(node, "name");
    if (!name) throw unreadable(node);
    const common = { span: spanOf(node), name: context.textOf(name), nameSpan: spanOf(name), decorators };
    if (node.type === "class_definition") {
      const list = childOf(node, "superclasses");
      const { args, keywords } = list ? callArguments(context, list) : { args: [], keywords: [] };
      const body = this.body(childOf(node, "body"));
      return { kind: "ClassDef", ...common, bases: args, keywords, body, docstring: docstringOf(body) };
    }
    const returns = childOf(node, "return_type");
    const list = parameters(context, childOf(node, "parameters"));
    const body = this.body(childOf(node, "body"));
    return { kind: "FunctionDef", ...common, parameters: list, body, isAsync: hasToken(node, "async"), returns: returns ? expression(context, returns) : null, docstring: docstringOf(body) };
  }

  /** `elif` is an `if` in the else branch. */
  private conditional(node: SyntaxNode, alternatives: readonly SyntaxNode[]): Statement {
    const test = childOf(node, "condition");
    if (!test) throw unreadable(node);
    const [next, ...rest] = alternatives;
    const condition = expression(this.context, test);
    const body = this.body(childOf(node, "consequence"));
    const orElse = !next ? [] : next.type === "elif_clause" ? [this.conditional(next, rest)] : this.body(childOf(next, "body"));
    return { kind: "If", span: { start: node.start, end: alternatives.at(-1)?.end ?? node.end }, test: condition, body, orElse };
  }

  private elseBody(node: SyntaxNode): Statement[] {
    const clause = childOf(node, "alternative");
    return clause ? this.body(childOf(clause, "body")) : [];
  }

  private withItems(node: SyntaxNode): WithItem[] {
    const clause = node.children.find((child) => child.type === "with_clause");
    if (!clause) throw unreadable(node);
    let items = namedChildren(clause).filter((child) => child.type === "with_item").map((item) => childOf(item, "value") ?? namedChildren(item)[0] ?? item);
    // `with (a as b, c):` may be read as one tuple.
    const [single] = items;
    if (items.length === 1 && single?.type === "tuple" && namedChildren(single).some((child) => child.type === "as_pattern")) items = namedChildren(single);
    return items.map((item) => {
      const core = item.type === "parenthesized_expression" && namedChildren(item)[0]?.type === "as_pattern" ? namedChildren(item)[0]! : item;
      if (core.type !== "as_pattern") return { context: expression(this.context, core), target: null };
      const [value] = namedChildren(core);
      const alias = childOf(core, "alias");
      if (!value || !alias) throw unreadable(core);
      return { context: expression(this.context, value), target: expression(this.context, alias) };
    });
  }

  private tryStatement(node: SyntaxNode): Statement {
    const clauses = node.children.filter((child) => child.named);
    const handlers = clauses.filter((child) => child.type === "except_clause" || child.type === "except_group_clause").map((child) => this.handler(child));
    const orElse = clauses.find((child) => child.type === "else_clause");
    const final = clauses.find((child) => child.type === "finally_clause");
    if (!handlers.length && !final) throw unreadable(node, "expected 'except' or 'finally' block");
    return {
      kind: "Try", span: spanOf(node), body: this.body(childOf(node, "body")), handlers,
      orElse: orElse ? this.body(childOf(orElse, "body")) : [],
      finalBody: final ? this.body(final.children.find((child) => child.type === "block") ?? null) : [],
    };
  }

  private handler(node: SyntaxNode): ExceptHandler {
    const body = this.body(node.children.find((child) => child.type === "block") ?? null);
    let value = childOf(node, "value");
    let name: string | null = null;
    const alias = childOf(node, "alias");
    if (alias) name = this.context.textOf(alias);
    if (value?.type === "as_pattern") {
      const target = childOf(value, "alias");
      if (target) name = this.context.textOf(target);
      value = namedChildren(value)[0] ?? null;
    }
    return { type: value ? expression(this.context, value) : null, name, body, span: spanOf(node) };
  }

  private matchSubject(node: SyntaxNode): Expression {
    const subjects = childrenOf(node, "subject").map((child) => expression(this.context, child));
    const [first] = subjects;
    if (!first) throw unreadable(node);
    if (subjects.length === 1) return first;
    return { kind: "Tuple", id: this.context.nextId(), span: { start: first.span.start, end: subjects.at(-1)!.span.end }, elements: subjects };
  }

  private matchCases(node: SyntaxNode): MatchCase[] {
    const block = childOf(node, "body");
    return (block?.children ?? []).filter((child) => child.type === "case_clause").map((child) => {
      const patterns = child.children.filter((part) => part.type === "case_pattern");
      const [first] = patterns;
      if (!first) throw unreadable(child);
      const guard = childOf(child, "guard");
      const test = guard ? namedChildren(guard)[0] : null;
      return {
        pattern: patterns.length === 1 && !hasToken(child, ",") ? pattern(this.context, first) : { kind: "MatchSequence", span: { start: first.start, end: patterns.at(-1)!.end }, patterns: patterns.map((part) => pattern(this.context, part)) },
        guard: test ? expression(this.context, test) : null,
        body: this.body(childOf(child, "consequence")),
      };
    });
  }

  private importFrom(node: SyntaxNode): Statement {
    const module = childOf(node, "module_name");
    const text = module ? this.context.textOf(module).replace(/\s+/g, "") : "__future__";
    const dots = /^\.*/.exec(text)![0].length;
    const names = node.children.some((child) => child.type === "wildcard_import")
      ? [{ name: "*", alias: null, span: spanOf(node) }]
      : childrenOf(node, "name").map((child) => this.alias(child));
    return { kind: "ImportFrom", span: spanOf(node), module: text.slice(dots), level: dots, names };
  }

  private alias(node: SyntaxNode): ImportAlias {
    const name = node.type === "aliased_import" ? childOf(node, "name") : node;
    const alias = node.type === "aliased_import" ? childOf(node, "alias") : null;
    if (!name) throw unreadable(node);
    return { name: this.context.textOf(name).replace(/\s+/g, ""), alias: alias ? this.context.textOf(alias) : null, span: spanOf(node) };
  }
}

function docstringOf(body: readonly Statement[]): string | null {
  const [first] = body;
  if (first?.kind !== "ExpressionStatement" || first.value.kind !== "Constant" || first.value.value.type !== "str") return null;
  return first.value.value.value;
}

/** The first bracket or quote that is left open, in CPython's words. */
export function unclosed(text: string): string | null {
  const stack: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (letter === "#") {
      const newline = text.indexOf("\n", i);
      if (newline < 0) break;
      i = newline;
    } else if (letter === '"' || letter === "'") {
      const triple = text.startsWith(letter.repeat(3), i);
      const close = triple ? letter.repeat(3) : letter;
      let at = i + close.length;
      while (at < text.length && !text.startsWith(close, at)) {
        if (!triple && text[at] === "\n") return "unterminated string literal";
        at += text[at] === "\\" ? 2 : 1;
      }
      if (at >= text.length) return triple ? "unterminated triple-quoted string literal" : "unterminated string literal";
      i = at + close.length - 1;
    } else if ("([{".includes(letter)) stack.push(letter);
    else if (")]}".includes(letter)) {
      const open = stack.pop();
      if (!open) return `unmatched '${letter}'`;
      if ("([{".indexOf(open) !== ")]}".indexOf(letter)) return `closing parenthesis '${letter}' does not match opening parenthesis '${open}'`;
    }
  }
  return stack[0] ? `'${stack[0]}' was never closed` : null;
}
