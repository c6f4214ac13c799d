/**
 * A calculation as it is printed, `−2 · (1 − 0.3224²)`, evaluated in interval arithmetic: each printed number stands for
 * all numbers that round to it, so a printed result is wrong only if none of them leads to it. Knows nothing of the engine.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export class NotACalculation extends Error {}

/** All numbers that are printed so, with 4 significant digits. */
export function printed(text: string): Interval {
  const plain = text.trim().replaceAll("−", "-").replace(/^\((.*)\)$/, "$1");
  if (/^-?∞$/.test(plain)) return exactly(plain.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  if (!/^-?\d+(\.\d+)?(e-?\d+)?$/.test(plain)) throw new NotACalculation(text);
  const value = Number(plain);
  if (value === 0) return { low: -1e-300, high: 1e-300 };
  const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-12) - 3);
  return { low: value - half * 1.001, high: value + half * 1.001 };
}

export const exactly = (value: number): Interval => ({ low: value, high: value });

export const meets = (a: Interval, b: Interval): boolean => {
  // float32 rounds once more than the print does.
  const slack = 2e-6 * Math.max(...[a.low, a.high, b.low, b.high].filter(Number.isFinite).map(Math.abs), 0);
  return a.low <= b.high + slack && b.low <= a.high + slack;
};

const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp, ln: Math.log, "√": Math.sqrt, sin: Math.sin, cos: Math.cos, tan: Math.tan, tanh: Math.tanh, sinh: Math.sinh, cosh: Math.cosh,
  arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, σ: (x) => 1 / (1 + Math.exp(-x)), sign: Math.sign, "log₂": Math.log2, "log₁₀": Math.log10,
};

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Throws NotACalculation on anything that has names or shapes in it. */
export function calculate(text: string): Interval {
  const tokens = text.match(/\d+(?:\.\d+)?(?:e−?\d+)?|∞|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|if|else|[A-Za-zσ√]+[₂₁₀]*|[−+·/^()|≤<]/gu) ?? [];
  if (tokens.join("") !== text.replaceAll(" ", "")) throw new NotACalculation(text);
  let at = 0;
  const take = (token: string): boolean => tokens[at] === token && (at++, true);
  const need = (token: string): void => {
    if (!take(token)) throw new NotACalculation(`${text}: ${token} wanted, not ${tokens[at]}`);
  };
  const choice = (): Interval => {
    const then = sum();
    if (!take("if")) return then;
    const left = sum();
    const operator = tokens[at];
    const test = take("≤") || take("<") ? compare(left, sum(), operator!) : left.low > 0.5;
    need("else");
    const otherwise = choice();
    return test ? then : otherwise;
  };
  const sum = (): Interval => {
    let value = product();
    for (;;) {
      if (take("+")) value = add(value, product());
      else if (take("−")) value = add(value, negative(product()));
      else return value;
    }
  };
  const product = (): Interval => {
    let value = signed();
    for (;;) {
      if (take("·")) value = times(value, signed());
      else if (take("/")) value = times(value, image(signed(), (x) => 1 / x));
      else return value;
    }
  };
  const signed = (): Interval => (take("−") ? negative(signed()) : power());
  const power = (): Interval => {
    const base = atom();
    const token = tokens[at] ?? "";
    if (/^[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.test(token)) {
      at++;
      const size = Number([...token.replace("⁻", "")].map((sign) => SUPERSCRIPTS.indexOf(sign)).join(""));
      return image(base, (x) => x ** (token.startsWith("⁻") ? -size : size));
    }
    if (!take("^")) return base;
    const exponent = atom();
    return hull([image(base, (x) => x ** exponent.low), image(base, (x) => x ** exponent.high)]);
  };
  const atom = (): Interval => {
    const token = tokens[at++] ?? "";
    if (token === "(") {
      const value = choice();
      need(")");
      return value;
    }
    if (token === "|") {
      const value = sum();
      need("|");
      return image(value, Math.abs);
    }
    const call = FUNCTIONS[token];
    if (call) {
      need("(");
      const value = choice();
      need(")");
      return image(value, call);
    }
    return printed(token);
  };
  const value = choice();
  if (at < tokens.length) throw new NotACalculation(text);
  return value;
}

const compare = (a: Interval, b: Interval, operator: string): boolean => {
  const [x, y] = [(a.low + a.high) / 2, (b.low + b.high) / 2];
  return operator === "<" ? x < y : x <= y;
};

const hull = (all: readonly Interval[]): Interval => ({ low: Math.min(...all.map(({ low }) => low)), high: Math.max(...all.map(({ high }) => high)) });
const negative = ({ low, high }: Interval): Interval => ({ low: -high, high: -low });
const add = (a: Interval, b: Interval): Interval => ({ low: a.low + b.low, high: a.high + b.high });

function times(a: Interval, b: Interval): Interval {
  const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].map((value) => (Number.isNaN(value) ? 0 : value));
  return { low: Math.min(...products), high: Math.max(...products) };
}

/** Of a function that is smooth over so short an interval, or even about 0. */
function image({ low, high }: Interval, of: (x: number) => number): Interval {
  const values = [low, (low + high) / 2, high, ...(low < 0 && high > 0 ? [0] : [])].map(of).filter((value) => !Number.isNaN(value));
  if (!values.length) throw new NotACalculation("outside the domain");
  return { low: Math.min(...values), high: Math.max(...values) };
}
