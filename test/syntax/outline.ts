/** A program in few words, for tables: `x = y + 1` is `Assign([x], BinOp(y, "+", 1))`. Places and ids are left out. */
import type { Program } from "../../src/engine/syntax/program.js";

const LEFT_OUT = new Set(["kind", "id", "span", "nameSpan", "attributeSpan", "docstring"]);

export const outlineOf = (program: Program): string => program.body.map(outline).join("; ");

function outline(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(outline).join(", ")}]`;
  if (typeof value !== "object") return typeof value === "number" ? String(value) : JSON.stringify(value);
  const fields = Object.entries(value).filter(([name]) => !LEFT_OUT.has(name));
  if ("kind" in value && value.kind === "Broken") return "Broken";
  if ("kind" in value && value.kind === "Name") return String(fields[0][1]);
  if ("kind" in value && value.kind === "Constant") return outline(fields[0][1]);
  const inner = fields.map(([, field]) => outline(field)).join(", ");
  return "kind" in value
    ? `${value.kind}(${inner})`
    : "type" in value && typeof value.type === "string"
      ? constant(value.type, fields[1])
      : `<${inner}>`;
}

const constant = (type: string, field: [string, unknown] | undefined): string =>
  field ? (type === "int" || type === "str" ? outline(field[1]) : `${type} ${outline(field[1])}`) : type;
