/** Names a formula may call, and constants it knows unless the text defines them. */

/** Formula name → card with one input. */
export const UNARY: Readonly<Record<string, string>> = {
  exp: "exp", ln: "log", log: "log", log2: "log2", log10: "log10", log1p: "log1p", expm1: "expm1", sqrt: "sqrt",
  sin: "sin", cos: "cos", tan: "tan", asin: "asin", acos: "acos", atan: "atan", arcsin: "asin", arccos: "acos", arctan: "atan",
  sinh: "sinh", cosh: "cosh", tanh: "tanh", asinh: "asinh", acosh: "acosh", atanh: "atanh",
  σ: "sigmoid", sigmoid: "sigmoid", relu: "relu", ReLU: "relu", silu: "silu", gelu: "gelu", softplus: "softplus", elu: "elu",
  abs: "abs", sign: "sign", sgn: "sign", erf: "erf", floor: "floor", ceil: "ceil", softmax: "softmax", sum: "sum", mean: "mean",
};

/** Formula name → card with two inputs. */
export const BINARY: Readonly<Record<string, string>> = { max: "maximum", min: "minimum", pow: "pow", atan2: "atan2", hypot: "hypot" };

export const CONSTANTS: Readonly<Record<string, number>> = { π: Math.PI, pi: Math.PI, e: Math.E, τ: 2 * Math.PI };
