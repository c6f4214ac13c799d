/** The format mini-language (https://docs.python.org/3/library/string.html#format-specification-mini-language) and `%`. */
import { raiseOf } from "./exceptions.js";
import { exponential, fixed, floatRepr, general } from "./float-text.js";

interface Spec {
  readonly fill: string;
  readonly align: string | null;
  readonly sign: string;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | null;
  readonly type: string;
}

function parse(text: string, typeName: string): Spec {
  const match = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su.exec(text);
  if (!match) throw raiseOf("ValueError", `Invalid format specifier '${text}' for object of type '${typeName}'`);
  const zero = match[6] !== undefined && match[2] === undefined;
  return {
    fill: match[1] ?? (zero ? "0" : " "), align: match[2] ?? (zero ? "=" : null), sign: match[3] ?? "-", alternate: match[5] !== undefined,
    width: Number(match[7] ?? 0), grouping: match[8] ?? "", precision: match[9] === undefined ? null : Number(match[9]), type: match[10] ?? "",
  };
}

function pad(spec: Spec, sign: string, body: string, standard: string): string {
  const length = [...sign, ...body].length;
  const missing = Math.max(0, spec.width - length);
  switch (spec.align ?? standard) {
    case "<":
      return sign + body + spec.fill.repeat(missing);
    case "^":
      return spec.fill.repeat(missing >> 1) + sign + body + spec.fill.repeat(missing - (missing >> 1));
    case "=":
      return sign + spec.fill.repeat(missing) + body;
    default:
      return spec.fill.repeat(missing) + sign + body;
  }
}

const signOf = (spec: Spec, negative: boolean): string => (negative ? "-" : spec.sign === "-" ? "" : spec.sign);

function grouped(digits: string, separator: string): string {
  const [whole = "", fraction] = digits.split(".");
  const parts = whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator);
  return fraction === undefined ? parts : `${parts}.${fraction}`;
}

export function formatString(value: string, text: string): string {
  if (!text) return value;
  const spec = parse(text, "str");
  if (spec.type && spec.type !== "s") throw raiseOf("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  return pad(spec, "", spec.precision === null ? value : [...value].slice(0, spec.precision).join(""), "<");
}

export function formatInt(value: number | bigint, text: string): string {
  if (!text) return String(value);
  const spec = parse(text, "int");
  if (/[eEfFgG%]/.test(spec.type)) return formatFloat(Number(value), text);
  const negative = value < 0;
  const size = negative ? -value : value;
  const bases: Readonly<Record<string, [number, string]>> = { b: [2, "0b"], o: [8, "0o"], x: [16, "0x"], X: [16, "0X"], d: [10, ""], n: [10, ""], "": [10, ""] };
  if (spec.type === "c") return pad(spec, "", String.fromCodePoint(Number(value)), "<");
  const base = bases[spec.type];
  if (!base) throw raiseOf("ValueError", `Unknown format code '${spec.type}' for object of type 'int'`);
  let digits = size.toString(base[0]);
  if (spec.type === "X") digits = digits.toUpperCase();
  if (spec.grouping) digits = grouped(digits, spec.grouping);
  return pad(spec, signOf(spec, negative) + (spec.alternate ? base[1] : ""), digits, ">");
}

export function formatFloat(value: number, text: string): string {
  if (!text) return floatRepr(value);
  const spec = parse(text, "float");
  const negative = value < 0 || Object.is(value, -0);
  let body: string;
  if (!Number.isFinite(value)) {
    body = Number.isNaN(value) ? "nan" : "inf";
    if (/[EFG]/.test(spec.type)) body = body.toUpperCase();
    if (spec.type === "%") body += "%";
  } else body = finiteBody(Math.abs(value), spec);
  if (spec.grouping) body = grouped(body, spec.grouping);
  return pad(spec, signOf(spec, negative && !Number.isNaN(value)), body, ">");
}

function finiteBody(size: number, spec: Spec): string {
  switch (spec.type) {
    case "f":
    case "F":
      return fixed(size, spec.precision ?? 6);
    case "e":
      return exponential(size, spec.precision ?? 6);
    case "E":
      return exponential(size, spec.precision ?? 6).toUpperCase();
    case "g":
    case "n":
      return general(size, spec.precision ?? 6, spec.alternate);
    case "G":
      return general(size, spec.precision ?? 6, spec.alternate).toUpperCase();
    case "%":
      return `${fixed(size * 100, spec.precision ?? 6)}%`;
    case "": {
      if (spec.precision === null) return floatRepr(size);
      // As `g`, but with at least one digit after the point.
      const body = general(size, spec.precision, false);
      return /[.e]/.test(body) ? body : size >= 10 ** spec.precision ? exponential(size, spec.precision - 1) : `${body}.0`;
    }
    default:
      throw raiseOf("ValueError", `Unknown format code '${spec.type}' for object of type 'float'`);
  }
}
