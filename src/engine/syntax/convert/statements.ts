/** Statements by their kind. One that cannot be read becomes `Broken`; those around it stay whole. */
import type { Statement } from "../program.js";
import { namedChildren, type SyntaxNode } from "../tree.js";
import {
  conditional,
  forStatement,
  matchStatement,
  tryStatement,
  whileStatement,
  withStatement,
} from "./compound.js";
import { type Context, spanOf, Unreadable, unreadable } from "./context.js";
import { classDefinition, decorated, functionDefinition } from "./definitions.js";
import { importFrom, importStatement } from "./imports.js";
import {
  assertStatement,
  deleteStatement,
  expressionStatement,
  globalNames,
  raiseStatement,
  returnStatement,
} from "./simple.js";

export function moduleBody(context: Context, root: SyntaxNode): Statement[] {
  return root.type === "ERROR" ? [statement(context, root)] : statements(context, root);
}

/** Those of a block. The layout has seen to it that none is empty. */
export function block(
  context: Context,
  node: SyntaxNode | null | undefined,
  parent: SyntaxNode,
): Statement[] {
  const body = node ? statements(context, node) : [];
  if (body.length === 0) throw unreadable(parent, "expected an indented block");
  return body;
}

const statements = (context: Context, list: SyntaxNode): Statement[] =>
  namedChildren(list).map((node) => statement(context, node));

function statement(context: Context, node: SyntaxNode): Statement {
  const aside = context.asides.get(node.start);
  if (aside) return { kind: "Broken", span: aside.statement, message: aside.message };
  const result = context.attempt(node, () => convert(context, node));
  if (!(result instanceof Unreadable)) return result;
  context.errors.push({ span: result.span, message: result.message });
  return { kind: "Broken", span: spanOf(node), message: result.message };
}

function convert(context: Context, node: SyntaxNode): Statement {
  const span = spanOf(node);
  switch (node.type) {
    case "expression_statement":
      return expressionStatement(context, node);
    case "if_statement":
      return conditional(context, node);
    case "for_statement":
      return forStatement(context, node);
    case "while_statement":
      return whileStatement(context, node);
    case "with_statement":
      return withStatement(context, node);
    case "try_statement":
      return tryStatement(context, node);
    case "match_statement":
      return matchStatement(context, node);
    case "function_definition":
      return functionDefinition(context, node, []);
    case "class_definition":
      return classDefinition(context, node, []);
    case "decorated_definition":
      return decorated(context, node);
    case "return_statement":
      return returnStatement(context, node);
    case "delete_statement":
      return deleteStatement(context, node);
    case "raise_statement":
      return raiseStatement(context, node);
    case "assert_statement":
      return assertStatement(context, node);
    case "import_statement":
      return importStatement(context, node);
    case "import_from_statement":
    case "future_import_statement":
      return importFrom(context, node);
    case "global_statement":
      return { kind: "Global", span, names: globalNames(context, node) };
    case "nonlocal_statement":
      if (context.scope.kind === "module")
        throw unreadable(node, "nonlocal declaration not allowed at module level");
      return { kind: "Nonlocal", span, names: globalNames(context, node) };
    case "pass_statement":
      return { kind: "Pass", span };
    case "break_statement":
      if (!context.scope.inLoop) throw unreadable(node, "'break' outside loop");
      return { kind: "Break", span };
    case "continue_statement":
      if (!context.scope.inLoop) throw unreadable(node, "'continue' not properly in loop");
      return { kind: "Continue", span };
    case "print_statement":
      throw unreadable(node, "Missing parentheses in call to 'print'. Did you mean print(...)?");
    case "exec_statement":
      throw unreadable(node, "Missing parentheses in call to 'exec'. Did you mean exec(...)?");
    case "type_alias_statement":
      throw unreadable(node, "'type' statements are not supported");
    default:
      throw unreadable(node);
  }
}
