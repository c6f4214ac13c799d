/** The format mini-language (https://docs.python.org/3/library/string.html#format-specification-mini-language) for numbers and strings. */
import type { Runtime } from "../runtime.js";
import { fixed, floatRepr, general, scientific, significant } from "../semantics/float-text.js";

interface Spec {
  readonly fill: string;
  readonly align: string | null;
  readonly sign: string;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | null;
  readonly type: string;
  /** Negative zero becomes positive. */
  readonly coerceZero: boolean;
}

function parse(rt: Runtime, text: string, typeName: string): Spec {
  const match = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su.exec(text);
  if (!match) throw rt.raise("ValueError", /\.(?!\d)/.test(text) ? "Format specifier missing precision" : `Invalid format specifier '${text}' for object of type '${typeName}'`);
  const zero = match[6] !== undefined;
  return {
    fill: match[1] ?? (zero ? "0" : " "), align: match[2] ?? null, sign: match[3] ?? "-", coerceZero: match[4] !== undefined, alternate: match[5] !== undefined, zero,
    width: Number(match[7] ?? 0), grouping: match[8] ?? "", precision: match[9] === undefined ? null : Number(match[9]), type: match[10] ?? "",
  };
}

function pad(spec: Spec, sign: string, body: string, standard: string): string {
  const missing = Math.max(0, spec.width - [...sign, ...body].length);
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

/** Numbers: zeros asked for by `0` take part in the grouping. */
function padNumber(spec: Spec, sign: string, whole: string, rest: string, group = 3): string {
  const separate = (digits: string): string => (spec.grouping ? digits.replace(new RegExp(`\\B(?=(?:.{${group}})+$)`, "g"), spec.grouping) : digits);
  let body = separate(whole);
  const inner = (spec.align === null && spec.zero) || (spec.align === "=" && spec.fill === "0");
  if (inner && spec.grouping) {
    let digits = whole;
    while (sign.length + separate(digits).length + rest.length < spec.width) digits = `0${digits}`;
    body = separate(digits);
  }
  return pad(spec, sign, body + rest, spec.zero ? "=" : ">");
}

const signOf = (spec: Spec, negative: boolean): string => (negative ? "-" : spec.sign === "-" ? "" : spec.sign);

export function formatString(rt: Runtime, value: string, text: string): string {
  if (!text) return value;
  const spec = parse(rt, text, "str");
  if (spec.type && spec.type !== "s") throw rt.raise("ValueError", `Unknown format code '${spec.type}' for object of type 'str'`);
  if (spec.sign !== "-") throw rt.raise("ValueError", "Sign not allowed in string format specifier");
  if (spec.align === "=") throw rt.raise("ValueError", "'=' alignment not allowed in string format specifier");
  if (spec.grouping) throw rt.raise("ValueError", `Cannot specify '${spec.grouping}' with 's'.`);
  return pad(spec, "", spec.precision === null ? value : [...value].slice(0, spec.precision).join(""), "<");
}

const BASES: Readonly<Record<string, readonly [number, string]>> = { b: [2, "0b"], o: [8, "0o"], x: [16, "0x"], X: [16, "0X"], d: [10, ""], n: [10, ""], "": [10, ""] };

export function formatInt(rt: Runtime, value: number | bigint, text: string): string {
  if (!text) return String(value);
  const spec = parse(rt, text, "int");
  if (/^[eEfFgG%]$/.test(spec.type)) return formatFloat(rt, Number(value), text);
  if (spec.precision !== null) throw rt.raise("ValueError", "Precision not allowed in integer format specifier");
  if (spec.type === "c") return pad(spec, "", String.fromCodePoint(Number(value)), "<");
  const base = BASES[spec.type];
  if (!base) throw rt.raise("ValueError", `Unknown format code '${spec.type}' for object of type 'int'`);
  const digits = (value < 0 ? -value : value).toString(base[0]);
  return padNumber(spec, signOf(spec, value < 0) + (spec.alternate ? base[1] : ""), spec.type === "X" ? digits.toUpperCase() : digits, "", base[0] === 10 ? 3 : 4);
}

export function formatFloat(rt: Runtime, value: number, text: string): string {
  if (!text) return floatRepr(value);
  const spec = parse(rt, text, "float");
  let negative = value < 0 || Object.is(value, -0);
  let body: string;
  if (Number.isFinite(value)) body = finiteBody(rt, Math.abs(value), spec);
  else {
    body = Number.isNaN(value) ? "nan" : "inf";
    if (/[EFG]/.test(spec.type)) body = body.toUpperCase();
    if (spec.type === "%") body += "%";
    negative &&= !Number.isNaN(value);
  }
  if (spec.coerceZero && negative && !/[1-9]/.test(body)) negative = false;
  const whole = /^\d*/.exec(body)![0];
  return padNumber(spec, signOf(spec, negative), whole, body.slice(whole.length));
}

function finiteBody(rt: Runtime, size: number, spec: Spec): string {
  const { precision } = spec;
  switch (spec.type) {
    case "f":
    case "F":
      return fixed(size, precision ?? 6) + (spec.alternate && precision === 0 ? "." : "");
    case "e":
      return scientific(size, precision ?? 6);
    case "E":
      return scientific(size, precision ?? 6).toUpperCase();
    case "g":
    case "n":
      return general(size, precision ?? 6, spec.alternate);
    case "G":
      return general(size, precision ?? 6, spec.alternate).toUpperCase();
    case "%":
      return `${fixed(size * 100, precision ?? 6)}%`;
    case "":
      return precision === null ? floatRepr(size) : shortest(size, precision);
    default:
      throw rt.raise("ValueError", `Unknown format code '${spec.type}' for object of type 'float'`);
  }
}

/** No type: as `g`, but with a digit after the point, and exponents one earlier. */
function shortest(size: number, precision: number): string {
  const wanted = Math.max(precision, 1);
  const { exponent } = significant(size, wanted);
  if (exponent >= wanted - (exponent >= 0 ? 1 : 0) && exponent >= 0) {
    const text = scientific(size, wanted - 1);
    return exponent === 0 && wanted === 1 ? text : text.replace(/\.?0*e/, "e");
  }
  const body = general(size, precision);
  return /[.e]/.test(body) ? body : `${body}.0`;
}
