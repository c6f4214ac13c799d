/** Operations that run JAX's version of a card where there is one: rules of its cards, and its backward pass, are taken in them. */
import { Operations } from "../../operations.js";

const VERSIONS = new Set(["exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "exp2", "sigmoid", "erf", "logaddexp", "sum", "matmul"]);

/** The name of JAX's version of a card, or the card's own. */
export const jaxName = (card: string): string => (VERSIONS.has(card) ? `jax_${card}` : card);

export const inJax = (ops: Operations): Operations => new Operations((card, inputs, attributes) => ops.apply(typeof card === "string" ? jaxName(card) : card, inputs, attributes));
