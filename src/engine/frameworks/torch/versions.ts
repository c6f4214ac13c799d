/** Values that a backward rule needs and that an in-place write has replaced: PyTorch refuses to go on. */
import { backwardOrder } from "../../autodiff/reverse.js";
import type { Machine } from "../../python/machine.js";
import { rootOf } from "../../tensor/array.js";
import { sameShape } from "../../tensor/shape.js";
import { storageOf } from "../../trace/handle.js";
import type { Node } from "../../trace/node.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError, unsupported } from "./errors.js";
import { gradientName } from "./grad-names.js";

/** What each operation's rule looks at: its inputs, its result. All others save nothing that matters here. */
const SAVES_INPUTS = new Set(["div", "pow", "square", "log", "log2", "log10", "log1p", "sin", "cos", "abs", "silu", "gelu", "softplus", "elu", "leaky_relu", "binary_cross_entropy", "mse_loss", "norm", "prod", "maximum", "minimum"]);
const SAVES_RESULT = new Set(["exp", "sqrt", "rsqrt", "tanh", "sigmoid", "relu", "softmax", "log_softmax", "reciprocal"]);
/** Of two factors each is needed only where the other one's gradient is. */
const PRODUCTS = new Set(["mul", "matmul", "mm", "bmm", "mv", "dot", "linear", "conv1d", "conv2d", "conv3d"]);

/** Nodes the rule of this one reads. */
export function savedBy(node: Node): readonly Node[] {
  const { name } = node.card!;
  if (SAVES_RESULT.has(name)) return [node];
  if (name === "div") return node.inputs[1]!.requiresGrad ? node.inputs : node.inputs.slice(1);
  if (SAVES_INPUTS.has(name)) return node.inputs;
  if (!PRODUCTS.has(name)) return [];
  const [a, b] = node.inputs as readonly [Node, Node];
  return [...(b.requiresGrad ? [a] : []), ...(a.requiresGrad ? [b] : [])];
}

/** A result is named as it was made, an input as what its place holds by now, a view of another shape as one taken anew. */
const makerOf = (node: Node): string | null => (node.requiresGrad && node.card ? gradientName(node).replace(/Backward\d*$/, "") : null);

export function checkVersions(machine: Machine, roots: readonly Node[], enter: (node: Node) => boolean): void {
  for (const node of backwardOrder(roots, enter)) {
    if (!node.card) continue;
    for (const one of savedBy(node)) {
      const storage = storageOf(one.value);
      if (!storage || rootOf(storage.latest.value) === rootOf(one.value)) continue;
      const expected = storage.versionOf(one.value);
      if (storage.version === expected) throw unsupported("a gradient through a value that was written through .data");
      // Written by this very operation: what works in place keeps what it needs.
      if (one !== node && storageOf(node.value) === storage && storage.versionOf(node.value) === expected + 1) continue;
      const transposed = node.card.name === "linear" && one === node.inputs[1];
      const shape = transposed ? [...one.value.shape].reverse() : one.value.shape;
      const maker = transposed || (one !== node && !sameShape(shape, storage.latest.value.shape)) ? "AsStrided" : makerOf(one === node ? one : storage.latest);
      const from = maker ? `, which is output 0 of ${maker},` : "";
      const type = `torch.${SCALAR_TYPES[one.value.dtype]}Tensor [${shape.join(", ")}]`;
      throw runtimeError(machine, `one of the variables needed for gradient computation has been modified by an inplace operation: [${type}]${from} is at version ${storage.version}; expected version ${expected} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).`);
    }
  }
}
