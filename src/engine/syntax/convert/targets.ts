/** What may be assigned to, and how CPython refuses the rest. */
import type { Span } from "../../text/span.js";
import type { Expression } from "../program.js";
import type { SyntaxNode } from "../tree.js";
import { type Context, Unreadable } from "./context.js";
import { ELEMENT, expression } from "./expressions.js";

/** "bind": `for`, `with`, comprehensions. */
export type Purpose = "assign" | "augment" | "annotate" | "delete" | "bind";

export function target(context: Context, node: SyntaxNode, purpose: Purpose): Expression {
  const result = expression(context, node, ELEMENT);
  const wrong = faultOfTarget(result, purpose);
  if (wrong) throw new Unreadable(wrong.span, wrong.message);
  return result;
}

export function faultOfTarget(
  target: Expression,
  purpose: Purpose,
): { readonly span: Span; readonly message: string } | null {
  const { span } = target;
  if (target.kind === "Tuple" || target.kind === "List") {
    const name = target.kind.toLowerCase();
    if (purpose === "augment")
      return { span, message: `'${name}' is an illegal expression for augmented assignment` };
    if (purpose === "annotate") return { span, message: `only single target (not ${name}) can be annotated` };
    return faultOfElements(target.elements, purpose);
  }
  if (target.kind === "Starred" && purpose !== "delete")
    return { span, message: "starred assignment target must be in a list or tuple" };
  if (target.kind === "Name" && target.name === "__debug__")
    return { span, message: purpose === "delete" ? "cannot delete __debug__" : "cannot assign to __debug__" };
  if (isPlace(target)) return null;
  const what = describe(target);
  if (purpose === "augment")
    return { span, message: `'${what}' is an illegal expression for augmented assignment` };
  if (purpose === "annotate") return { span, message: "illegal target for annotation" };
  if (purpose === "delete") return { span, message: `cannot delete ${what}` };
  const maybe =
    purpose === "assign" && !["None", "True", "False"].includes(what)
      ? " here. Maybe you meant '==' instead of '='?"
      : "";
  return { span, message: `cannot assign to ${what}${maybe}` };
}

function faultOfElements(
  elements: readonly Expression[],
  purpose: Purpose,
): ReturnType<typeof faultOfTarget> {
  let stars = 0;
  for (const element of elements) {
    if (element.kind === "Starred" && purpose !== "delete") {
      if (++stars > 1) return { span: element.span, message: "multiple starred expressions in assignment" };
    }
    const inner = element.kind === "Starred" && purpose !== "delete" ? element.value : element;
    // The advice about `==` is for a target that stands alone.
    const wrong = faultOfTarget(inner, purpose === "assign" ? "bind" : purpose);
    if (wrong) return wrong;
  }
  return null;
}

const isPlace = ({ kind }: Expression): boolean =>
  kind === "Name" || kind === "Attribute" || kind === "Subscript";

const NAMES: Partial<Readonly<Record<Expression["kind"], string>>> = {
  Attribute: "attribute",
  Subscript: "subscript",
  Starred: "starred",
  Lambda: "lambda",
  Call: "function call",
  GeneratorExp: "generator expression",
  Yield: "yield expression",
  YieldFrom: "yield expression",
  Await: "await expression",
  ListComp: "list comprehension",
  SetComp: "set comprehension",
  DictComp: "dict comprehension",
  Dict: "dict literal",
  Set: "set display",
  List: "list",
  Tuple: "tuple",
  JoinedStr: "f-string expression",
  Compare: "comparison",
  IfExp: "conditional expression",
  NamedExpr: "named expression",
};

/** An expression as CPython's messages call it. */
export function describe(expression: Expression): string {
  if (expression.kind !== "Constant") return NAMES[expression.kind] ?? "expression";
  const { value } = expression;
  if (value.type === "None") return "None";
  if (value.type === "bool") return value.value ? "True" : "False";
  return value.type === "Ellipsis" ? "ellipsis" : "literal";
}
