/** f-strings. */
import type { ExpressionKind, FormattedValue } from "../../syntax/program.js";
import { formatValue } from "../format/value.js";
import type { Evaluate, Frame } from "../frame.js";
import { asciiOf } from "../semantics/text.js";
import type { Context } from "./context.js";
import { expression } from "./expressions.js";

export function joinedString(c: Context, e: ExpressionKind<"JoinedStr">): Evaluate {
  return parts(c, e.values);
}

function parts(c: Context, values: readonly (string | FormattedValue)[]): (frame: Frame) => string {
  const pieces = values.map((value) => (typeof value === "string" ? () => value : formatted(c, value)));
  return (frame) => {
    let text = "";
    for (const piece of pieces) text += piece(frame);
    return text;
  };
}

function formatted(c: Context, part: FormattedValue): (frame: Frame) => string {
  const { rt } = c;
  const value = expression(c, part.value);
  const format = part.format ? parts(c, part.format) : () => "";
  const { debug } = part;
  // `{x=}` shows the repr unless a format is given.
  const conversion = part.conversion ?? (debug !== null && !part.format ? "r" : null);
  const { span } = part.value;
  return (frame) => {
    const given = value(frame);
    rt.trace.span = span;
    const shown = conversion === "r" ? rt.repr(given) : conversion === "s" ? rt.str(given) : conversion === "a" ? asciiOf(rt.repr(given)) : given;
    const text = formatValue(rt, shown, format(frame));
    return debug === null ? text : debug + text;
  };
}
