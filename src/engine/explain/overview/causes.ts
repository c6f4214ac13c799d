/** Why an operation makes a NaN or an infinity of finite numbers, and what to write instead. */
import { shapeText, shortNumber } from "../../report/numbers.js";
import { type NDArray, size } from "../../tensor/array.js";
import type { Origin } from "../../trace/node.js";
import { firstNonFinite } from "./elements.js";
import { overviewMessages as say } from "./messages.js";

export interface Cause {
  readonly sentence: string;
  readonly hint: string;
}

interface Forward {
  readonly operation: string;
  readonly name: string;
  readonly at: readonly number[];
  readonly result: number;
  /** The elements at the same place; undefined where there is none. */
  readonly inputs: readonly (number | undefined)[];
  readonly arrays: readonly NDArray[];
  readonly dtype: string;
}

export function forwardCause(fault: Forward): Cause {
  const { operation, inputs, arrays, result } = fault;
  const [x = Number.NaN, y = Number.NaN] = inputs;
  const here = place(fault.name, fault.at);
  const said = (text: string, hint = ""): Cause => ({ sentence: say.forward(here, shortNumber(result), text), hint });
  const number = shortNumber(x);
  switch (operation) {
    case "log":
    case "log2":
    case "log10":
    case "log1p":
      if (!Number.isFinite(x)) break;
      return x === (operation === "log1p" ? -1 : 0) ? said(say.logOfZero(operation, number), say.hintLog) : said(say.logOfNegative(operation, number), say.hintLogNegative);
    case "logit":
    case "atanh":
      if (Math.abs(x) <= 1) return said(say.atTheEdge(operation, number), say.hintClamp);
      break;
    case "sqrt":
      if (x < 0) return said(say.rootOfNegative(number), say.hintRoot);
      break;
    case "rsqrt":
    case "reciprocal":
      if (x === 0) return said(say.oneOverZero(operation), say.hintDivision);
      if (operation === "rsqrt" && x < 0) return said(say.rootOfNegative(number), say.hintRoot);
      break;
    case "div":
    case "floor_divide":
    case "remainder":
    case "fmod":
      if (y === 0) return said(x === 0 ? say.zeroByZero : say.byZero(number), say.hintDivision);
      break;
    case "asin":
    case "acos":
      if (Math.abs(x) > 1) return said(say.outside(operation, number), say.hintClamp);
      break;
    case "acosh":
      if (x < 1) return said(say.outside(operation, number), say.hintClamp);
      break;
    case "pow":
    case "float_power":
      if (x < 0 && Number.isNaN(result)) return said(say.powerOfNegative(number, shortNumber(y)), say.hintPower);
      if (x === 0 && y < 0) return said(say.zeroToNegative(shortNumber(y)), say.hintDivision);
      break;
    case "exp":
    case "exp2":
    case "expm1":
    case "sinh":
    case "cosh":
      if (Number.isFinite(x)) return said(say.overflows(operation, number, fault.dtype), say.hintExponential);
      break;
    case "mul":
      if ((x === 0 && !Number.isFinite(y)) || (y === 0 && !Number.isFinite(x))) return said(say.zeroTimesInfinity, say.hintMask);
      break;
    case "add":
    case "sub":
      if (!Number.isFinite(x) && !Number.isFinite(y)) return said(say.infinityMinusInfinity, say.hintInfinities);
      break;
    case "softmax":
    case "log_softmax":
      if (firstNonFinite(arrays[0]!) >= 0) return said(say.softmaxOfInfinities(operation), say.hintSoftmax);
      break;
    case "masked_fill":
      return said(say.filled, say.hintSoftmax);
    case "mean":
    case "nanmean":
      if (size(arrays[0]!) === 0) return said(say.meanOfNothing, say.hintEmpty);
      break;
    case "var":
    case "std":
      if (firstNonFinite(arrays[0]!) < 0 && Number.isNaN(result)) return said(say.varianceOfOne(operation), say.hintVariance);
      break;
  }
  if (arrays.some((array) => firstNonFinite(array) >= 0)) return said(say.ofInfinities(operation), say.hintInfinities);
  return Number.isNaN(result) ? said(say.undefinedThere(operation, numbersText(inputs))) : said(say.tooLarge(operation, fault.dtype), say.hintOverflow);
}

export function leafCause(name: string, at: readonly number[], result: number, origin: Origin): Cause {
  const here = place(name, at);
  const number = shortNumber(result);
  return origin.kind === "cut" || origin.kind === "computed"
    ? { sentence: say.fromBefore(here, number), hint: say.hintBefore }
    : { sentence: say.inTheData(here, number), hint: say.hintData };
}

interface Backward {
  readonly operation: string;
  readonly name: string;
  readonly input: string;
  /** In the input. */
  readonly at: readonly number[];
  readonly result: number;
  readonly arrived: number | undefined;
  readonly inputs: readonly (number | undefined)[];
  /** `where` chooses among its results later. */
  readonly isChosen: boolean;
}

export function backwardCause({ operation, name, input, at, result, arrived, inputs, isChosen }: Backward): Cause {
  const here = place(input, at);
  const number = shortNumber(result);
  const [x = Number.NaN] = inputs;
  const slope = ["sqrt", "log", "rsqrt", "reciprocal", "pow", "float_power", "asin", "acos", "div", "norm"].includes(operation)
    ? say.steep(operation, numbersText(inputs))
    : say.slopeAt(operation, numbersText(inputs));
  const product = arrived === 0 ? say.zeroArrives : arrived === undefined ? "" : say.arrives(shortNumber(arrived));
  const sentence = say.backward({ name, here, number, slope, product });
  if (arrived === 0) return { sentence, hint: isChosen ? say.hintDoubleWhere(operation) : say.hintUnused(operation) };
  const hint =
    operation === "sqrt" || operation === "norm"
      ? say.hintRootSlope
      : operation === "acos" || operation === "asin"
        ? say.hintClamp
        : operation === "div" || operation === "reciprocal" || (x === 0 && operation !== "exp")
          ? say.hintDivision
          : say.hintOverflow;
  return { sentence, hint };
}

/** `h[0, 3]`; without an index for scalars. */
const place = (name: string, at: readonly number[]): string => (at.length === 0 ? name : name.startsWith("[") ? `${name} ${shapeText(at)}` : `${name}${shapeText(at)}`);

const numbersText = (inputs: readonly (number | undefined)[]): string => inputs.flatMap((input) => (input === undefined ? [] : [shortNumber(input)])).join(", ");
