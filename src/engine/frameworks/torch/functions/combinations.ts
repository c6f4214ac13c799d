/** Pairs and tuples out of vectors. */
import { fromNumbers } from "../../../tensor/array.js";
import { constantNode } from "../../../trace/node.js";
import { inTorch, type TorchFunction } from "./define.js";
import { stack, tensorsOf } from "./shapes.js";

export const COMBINATIONS: readonly TorchFunction[] = [
  inTorch("cartesian_prod(*tensors)", (c) => {
    const nodes = tensorsOf(c);
    if (nodes.length === 1) return nodes[0]!;
    const shape = nodes.map((x) => x.value.shape[0]!);
    return stack(c, nodes.map((x, i) => c.ops.reshape(c.ops.expand(c.ops.reshape(x, shape.map((length, axis) => (axis === i ? length : 1))), shape), [-1])), 1);
  }),
  inTorch("combinations(input, r=2, with_replacement=False)", (c) => {
    const x = c.node("input");
    const [n, r] = [x.value.shape[0]!, c.int("r")];
    const found: number[][] = [];
    const extend = (from: number, chosen: number[]): void => {
      if (chosen.length === r) { found.push(chosen); return; }
      for (let i = from; i < n; i++) extend(c.bool("with_replacement") ? i : i + 1, [...chosen, i]);
    };
    extend(0, []);
    return c.apply("index", [x, constantNode(fromNumbers("int64", [found.length, r], found.flat()), false)], { axes: [0] });
  }),
];
