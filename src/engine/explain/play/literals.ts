/**
 * The numbers a value was written with: `3`, `-2.5`, `[[1, 2], [3, 4]]`, `torch.tensor([1., 2.], requires_grad=True)`,
 * `nn.Parameter(torch.tensor(2.0))`. Nothing else is believed to be a literal: it could not be written back.
 */
import type { Span } from "../../text/span.js";

export interface NumberLiteral extends Span {
  /** As it stands there, sign included. */
  readonly text: string;
  readonly value: number;
}

/** Functions that give back the numbers of their first argument, in its order. */
const KEEPERS = new Set(["tensor", "Tensor", "FloatTensor", "DoubleTensor", "as_tensor", "asarray", "array", "Parameter", "Variable", "float", "float16", "float32", "float64", "single", "double"]);
/** Methods that do the same with what they are called on. */
const METHODS = new Set(["requires_grad_", "double", "float", "half", "to", "cuda", "cpu", "reshape", "view", "astype", "type"]);

const NUMBER = /[+\-−]?[ \t]*(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?(?![\w.])/y;
const NAME = /[A-Za-z_][\w]*(?:\s*\.\s*[A-Za-z_]\w*)*/y;
const SPACE = /(?:\s|#[^\n]*|\\\n)+/y;

/** Row-major; null: something else stands there as well. */
export function numberLiterals(source: string, { start, end }: Span): readonly NumberLiteral[] | null {
  const text = source.slice(0, end);
  const found: NumberLiteral[] = [];
  let at = start;

  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const hit = pattern.exec(text)?.[0] ?? null;
    if (hit !== null) at += hit.length;
    return hit;
  };
  const skip = (): void => void match(SPACE);
  const next = (character: string): boolean => {
    skip();
    if (text[at] !== character) return false;
    at++;
    return true;
  };

  const value = (): boolean => {
    skip();
    const [from, number] = [at, match(NUMBER)];
    if (number !== null) {
      found.push({ start: from, end: at, text: number, value: Number(number.replace(/[_\s]/g, "").replace("−", "-")) });
      return true;
    }
    if (next("[")) return items("]");
    if (next("(")) return items(")");
    const name = match(NAME);
    return name !== null && KEEPERS.has(name.split(".").at(-1)!.trim()) && next("(") && value() && rest();
  };
  const items = (close: string): boolean => {
    for (;;) {
      if (next(close)) return true;
      if (!value()) return false;
      if (!next(",")) return next(close);
    }
  };
  /** What follows the first argument, to the closing bracket. */
  const rest = (): boolean => {
    for (let depth = 1; at < end; ) {
      const character = text[at++]!;
      if (character === "'" || character === '"') {
        const close = text.indexOf(character, at);
        if (close < 0) return false;
        at = close + 1;
      } else if ("([{".includes(character)) depth++;
      else if (")]}".includes(character) && --depth === 0) return true;
    }
    return false;
  };

  if (!value()) return null;
  while (next(".")) {
    const method = match(NAME);
    if (method === null || !METHODS.has(method) || !next("(") || !rest()) return null;
  }
  skip();
  return at === end ? found : null;
}

/** The number in the style of the one it replaces: ints become floats only where they must, with no more digits than the type needs. */
export function writtenLike({ start, end, text: old }: NumberLiteral, value: number, round: (value: number) => number, source: string): string {
  const size = Math.abs(value);
  const digits = shortest(size, round);
  const isInteger = /^[+\-−]?\s*[\d_]+$/.test(old);
  const body = isInteger || /[.e]/.test(digits) ? digits : old.endsWith(".") ? `${digits}.` : `${digits}.0`;
  if (value >= 0 && !Object.is(value, -0)) return body;
  const minus = old.startsWith("−") ? "−" : "-";
  const isAlone = /(?:^|[=([{,:]|\n)[ \t]*$/.test(source.slice(Math.max(0, start - 40), start)) && /^[ \t]*(?:$|[,)\]};#\r\n])/.test(source.slice(end, end + 40));
  // `-2.0 ** 2` is −(2²).
  return isAlone || /^[-−]/.test(old) ? minus + body : `(${minus}${body})`;
}

/** The shortest decimal that is this number again in its type. */
function shortest(value: number, round: (value: number) => number): string {
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(value.toPrecision(digits));
    if (round(short) === value) return String(short);
  }
  return String(value);
}
