/** Which dtype an operation on mixed inputs computes in, by the rules of each framework. */
import { BYTES, type Dtype, isFloating, isInteger } from "../tensor/dtype.js";
import type { Node } from "./node.js";

export interface Promotion {
  /** The common dtype of the inputs. */
  readonly common: (inputs: readonly Node[]) => Dtype;
  /** The floating dtype an operation that needs one takes for `dtype`. */
  readonly float: (dtype: Dtype) => Dtype;
}

const LATTICE: readonly Dtype[] = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "bfloat16", "float32", "float64"];
/** The dtype a node takes part with. */
export const dtypeInPromotion = (node: Node): Dtype => (node.integral ? "int64" : node.dtype);
const WIDER: Partial<Record<Dtype, Dtype>> = { uint8: "int16", uint16: "int32", uint32: "int64", uint64: "float64" };
const category = (dtype: Dtype): number => (dtype === "bool" ? 0 : isFloating(dtype) ? 2 : 1);

/** The smallest dtype both go into (uint8 with int8 is int16, float16 with bfloat16 is float32). */
export function promote(a: Dtype, b: Dtype): Dtype {
  if (a === b) return a;
  const pair = [a, b];
  const unsigned = pair.find((dtype) => dtype.startsWith("uint"));
  const signed = pair.find((dtype) => dtype.startsWith("int"));
  // The next wider signed one holds both, where it must.
  if (unsigned && signed && BYTES[signed] <= BYTES[unsigned]) return WIDER[unsigned]!;
  if (pair.includes("float16") && pair.includes("bfloat16")) return "float32";
  return LATTICE.indexOf(a) > LATTICE.indexOf(b) ? a : b;
}

/** The dtype of all inputs, where they have one and none is a Python number: what most operations meet, and no rule changes it. */
export function sharedDtype(inputs: readonly Node[]): Dtype | null {
  const first = inputs[0]?.dtype ?? null;
  for (let i = 0; i < inputs.length; i++) if (inputs[i]!.weak || inputs[i]!.dtype !== first) return null;
  return first;
}

/**
 * PyTorch (https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc): tensors with dimensions decide,
 * a scalar tensor or a Python number only where its category is higher.
 */
export const torchPromotion = (defaultFloat: () => Dtype): Promotion => ({
  common: (inputs) => {
    const shared = sharedDtype(inputs);
    if (shared) return shared;
    const weakDtype = (node: Node): Dtype => (dtypeInPromotion(node) === "float64" ? defaultFloat() : dtypeInPromotion(node));
    const tiers: Dtype[][] = [[], [], []];
    for (const node of inputs) {
      if (node.weak) tiers[2]!.push(weakDtype(node));
      else tiers[node.value.shape.length > 0 ? 0 : 1]!.push(node.value.dtype);
    }
    let result: Dtype | null = null;
    for (const tier of tiers) {
      if (!tier.length) continue;
      const own = tier.reduce(promote);
      if (result === null || category(own) > category(result)) result = own;
    }
    return result ?? "float32";
  },
  float: (dtype) => (isFloating(dtype) ? dtype : defaultFloat()),
});

/** NumPy 2 (NEP 50): arrays of any rank promote; Python numbers only raise the category. int with float32 is float64. */
export const numpyPromotion: Promotion = {
  common: (inputs) => {
    const shared = sharedDtype(inputs);
    if (shared) return shared;
    const strong = inputs.filter((node) => !node.weak).map((node) => node.value.dtype);
    const weak = inputs.filter((node) => node.weak).map(dtypeInPromotion);
    if (!strong.length) return weak.reduce(promote, "bool" as Dtype);
    const own = strong.reduce(numpyPair);
    const highest = weak.reduce((most, dtype) => Math.max(most, category(dtype)), 0);
    return highest <= category(own) ? own : highest === 2 ? "float64" : "int64";
  },
  float: (dtype) => (isFloating(dtype) ? dtype : "float64"),
};

function numpyPair(a: Dtype, b: Dtype): Dtype {
  const [float, other] = isFloating(a) ? [a, b] : [b, a];
  if (!isFloating(float) || isFloating(other)) return promote(a, b);
  if (BYTES[other] >= 4 && isInteger(other)) return "float64";
  if (BYTES[other] === 2 && float === "float16") return "float32";
  return float;
}

/** Python's own numbers, and formulas: everything is a double once anything is. */
export const plainPromotion: Promotion = {
  common: (inputs) => sharedDtype(inputs) ?? inputs.map((node) => node.value.dtype).reduce(promote, "bool" as Dtype),
  float: (dtype) => (isFloating(dtype) ? dtype : "float64"),
};
