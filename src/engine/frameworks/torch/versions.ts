/** Values that a backward rule needs and that an in-place write has replaced: PyTorch refuses to go on. */
import { backwardOrder } from "../../autodiff/reverse.js";
import type { Machine } from "../../python/machine.js";
import type { Node } from "../../trace/node.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError } from "./errors.js";
import { gradientName } from "./grad-names.js";
import type { Dtype } from "../../tensor/dtype.js";

interface Overwritten {
  readonly expected: number;
  readonly storage: { readonly version: number };
}

/** Nodes whose place has been written since. */
const overwritten = new WeakMap<Node, Overwritten>();

export const markOverwritten = (node: Node, expected: number, storage: { readonly version: number }): void => { if (!overwritten.has(node)) overwritten.set(node, { expected, storage }); };

/** What each operation's rule looks at: its inputs, its result. All others save nothing that matters here. */
const SAVES_INPUTS = new Set(["mul", "div", "pow", "square", "log", "log2", "log10", "log1p", "sin", "cos", "abs", "matmul", "mm", "bmm", "mv", "dot", "linear", "silu", "gelu", "softplus", "conv1d", "conv2d", "binary_cross_entropy", "mse_loss", "norm", "prod", "maximum", "minimum", "where"]);
const SAVES_RESULT = new Set(["exp", "sqrt", "rsqrt", "tanh", "sigmoid", "relu", "softmax", "log_softmax", "reciprocal", "elu", "leaky_relu"]);

export function checkVersions(machine: Machine, roots: readonly Node[], enter: (node: Node) => boolean): void {
  for (const node of backwardOrder(roots, enter)) {
    if (!node.card) continue;
    const saved = SAVES_INPUTS.has(node.card.name) ? savedInputs(node) : SAVES_RESULT.has(node.card.name) ? [node] : [];
    for (const one of saved) {
      const found = overwritten.get(one);
      if (!found) continue;
      const from = one.requiresGrad && one.card ? `, which is output 0 of ${gradientName(one).replace(/Backward\d*$/, "")},` : "";
      const type = `torch.${SCALAR_TYPES[one.value.dtype as Dtype]}Tensor [${one.value.shape.join(", ")}]`;
      throw runtimeError(machine, `one of the variables needed for gradient computation has been modified by an inplace operation: [${type}]${from} is at version ${found.storage.version}; expected version ${found.expected} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).`);
    }
  }
}

/** A factor is needed only where the other one's gradient is. */
function savedInputs(node: Node): readonly Node[] {
  if (node.inputs.length !== 2) return node.inputs;
  const [a, b] = node.inputs as readonly [Node, Node];
  const products = new Set(["mul", "matmul", "mm", "bmm", "mv", "dot"]);
  if (!products.has(node.card!.name)) return node.inputs;
  return [...(b.requiresGrad ? [a] : []), ...(a.requiresGrad ? [b] : [])];
}
