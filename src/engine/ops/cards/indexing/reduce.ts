/** Values gathered at index places and reduced there (PyTorch: scatter_reduce and its backward). */
import { contiguous, fromNumbers, type NDArray, restride, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate, rounderOf } from "../../../tensor/dtype.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axisIn } from "../../axes.js";
import { defineComposite } from "../../composite.js";
import {
  type Attributes,
  type Card,
  defineStructural,
  OperationError,
  type RuleContext,
} from "../../define.js";
import type { Operations } from "../../operations.js";
import { matrix } from "../shape/family.js";
import { positions } from "./gather.js";

type Reduction = "sum" | "prod" | "mean" | "amax" | "amin";

const STEPS: Readonly<
  Record<Reduction, { readonly start: number; readonly step: (so: number, value: number) => number }>
> = {
  sum: { start: 0, step: (so, value) => so + value },
  mean: { start: 0, step: (so, value) => so + value },
  prod: { start: 1, step: (so, value) => so * value },
  amax: {
    start: Number.NEGATIVE_INFINITY,
    step: (so, value) => (Number.isNaN(so) || so > value ? so : value),
  },
  amin: {
    start: Number.POSITIVE_INFINITY,
    step: (so, value) => (Number.isNaN(so) || so < value ? so : value),
  },
};

function reductionOf(a: Attributes): Reduction {
  const name = String(a.reduce);
  if (name in STEPS) return name as Reduction; // just looked up
  throw new OperationError(`scatter_reduce: ${name} is no reduction`, {
    torch: {
      type: "RuntimeError",
      message: "reduce argument must be either sum, prod, mean, amax or amin, got " + name,
    },
  });
}

function reduced([x, index, source]: readonly NDArray[], a: Attributes): NDArray {
  const { start, step } = STEPS[reductionOf(a)];
  const at = positions("scatter_reduce", x!.shape, index!, axisIn("scatter_reduce", a.axis, x!.shape.length));
  const so = Float64Array.from(contiguous(x!).buffer.subarray(0, sizeOf(x!.shape)));
  const counts = new Float64Array(so.length).fill(a.include_self ? 1 : 0);
  if (!a.include_self) for (const position of at) so[position] = start;
  const values = toNumbers(atIndex(source!, index!.shape));
  at.forEach((position, i) => {
    so[position] = step(so[position]!, values[i]!);
    counts[position]!++;
  });
  const round = rounderOf(x!.dtype);
  const out = allocate(x!.dtype, so.length);
  for (let i = 0; i < so.length; i++)
    out[i] = round(a.reduce === "mean" && counts[i]! > 1 ? so[i]! / counts[i]! : so[i]!);
  return wrap(x!.dtype, x!.shape, out);
}

/** The part of the source that has an index. */
const atIndex = (source: NDArray, shape: readonly number[]): NDArray => restride(source, shape, source.strides);

/** ∂y/∂x at each place of x, and ∂y/∂source at each place of the index. */
function slopes(c: Pick<RuleContext, "ops" | "in" | "out" | "attributes">): { own: Node; source: Node } {
  const { ops, attributes: a } = c;
  const [x, index] = [c.in.x!, c.in.index!];
  const axis = Number(a.axis);
  const source = ops.slice(
    c.in.source!,
    index.value.shape.map(() => 0),
    index.value.shape,
    index.value.shape.map(() => 1),
  );
  const read = (node: Node): Node => ops.gather(node, index, axis);
  const counted = (values: Node): Node => ops.scatterAdd(x.value.shape, index, values, axis);
  /** Where x itself counts: everywhere, or where no index points. */
  const taking = a.include_self
    ? ops.onesLike(x)
    : ops.cast(ops.compare("eq", counted(ops.onesLike(source)), ops.zerosLike(x)), x.value.dtype);
  const only = (node: Node): Node => ops.mul(node, taking);
  switch (reductionOf(a)) {
    case "sum":
      return { own: taking, source: ops.onesLike(source) };
    case "mean": {
      const share = ops.div(ops.onesLike(x), ops.add(counted(ops.onesLike(source)), taking));
      return { own: only(share), source: read(share) };
    }
    case "amax":
    case "amin": {
      const same = (node: Node, result: Node): Node =>
        ops.cast(ops.compare("eq", node, result), x.value.dtype);
      // x is counted among the ties even where it is left out, as PyTorch does.
      const [own, theirs] = [same(x, c.out), same(source, read(c.out))];
      const count = ops.add(own, counted(theirs));
      const share = ops.div(
        ops.onesLike(x),
        ops.where(ops.compare("eq", count, ops.zerosLike(x)), ops.onesLike(x), count),
      );
      return { own: only(ops.mul(own, share)), source: ops.mul(theirs, read(share)) };
    }
    case "prod":
      return products(c, source, only, read);
  }
}

/** The product of the other factors: y/factor where nothing is 0, else multiplied out (and then constant). */
function products(
  c: Pick<RuleContext, "ops" | "in" | "out" | "attributes">,
  source: Node,
  only: (node: Node) => Node,
  read: (node: Node) => Node,
): { own: Node; source: Node } {
  const { ops } = c;
  const x = c.in.x!;
  const [own, theirs] = [toNumbers(x.value), toNumbers(source.value)];
  if (!own.includes(0) && !theirs.includes(0))
    return { own: only(ops.div(c.out, x)), source: ops.div(read(c.out), source) };
  const at = positions(
    "scatter_reduce",
    x.value.shape,
    c.in.index!.value,
    axisIn("scatter_reduce", c.attributes.axis, x.value.shape.length),
  );
  const hit = new Set(at);
  const base = own.map((value, i) => (c.attributes.include_self || !hit.has(i) ? value : 1));
  const withoutOwn = own.map((_, i) =>
    theirs.reduce((product, value, k) => (at[k] === i ? product * value : product), 1),
  );
  const withoutOne = theirs.map((_, k) =>
    theirs.reduce(
      (product, value, j) => (j !== k && at[j] === at[k] ? product * value : product),
      base[at[k]!]!,
    ),
  );
  return {
    own: only(ops.constant(fromNumbers(x.value.dtype, x.value.shape, withoutOwn))),
    source: ops.constant(fromNumbers(x.value.dtype, source.value.shape, withoutOne)),
  };
}

/** An adjoint at the index places, in the source's shape. */
function spreadTo(ops: Operations, node: Node, source: Node): Node {
  const [own, wanted] = [node.value.shape, source.value.shape];
  return own.every((length, axis) => length === wanted[axis])
    ? node
    : ops.sliceAdjoint(
        node,
        wanted,
        own.map(() => 0),
        own,
        own.map(() => 1),
      );
}

const index = fromNumbers("int64", [2, 2], [0, 2, 1, 1]);
const pieces = fromNumbers("float64", [2, 2], [5, 6, -7, 0.25]);

export const scatterReduce: Card = defineStructural({
  name: "scatter_reduce",
  inputs: ["x", "index", "source"],
  attributes: { axis: 0, reduce: "sum", include_self: true },
  dtype: "first",
  sentence: "Reduces the values that share an index place to one.",
  spellings: [
    "torch.scatter_reduce(input=x, dim=axis, index=index, src=source, reduce=reduce, *, include_self=include_self)",
    "torch.Tensor.scatter_reduce(self=x, dim=axis, index=index, src=source, reduce=reduce, *, include_self=include_self)",
  ],
  samples: () =>
    (Object.keys(STEPS) as Reduction[]).flatMap((reduce) =>
      [true, false].map((include_self) => ({
        inputs: [matrix, index, pieces],
        attributes: { axis: 1, reduce, include_self },
      })),
    ), // the table's own keys
  shape: ([shape]) => shape!,
  forward: reduced,
  vjp: {
    x: (c) => c.ops.mul(c.g, slopes(c).own),
    source: (c) =>
      spreadTo(
        c.ops,
        c.ops.mul(c.ops.gather(c.g, c.in.index!, Number(c.attributes.axis)), slopes(c).source),
        c.in.source!,
      ),
  },
  jvp: (c) => {
    const { own, source } = slopes(c);
    const { shape } = c.in.index!.value;
    const moved = c.ops.slice(
      c.tangents.source ?? c.ops.zerosLike(c.in.source!),
      shape.map(() => 0),
      shape,
      shape.map(() => 1),
    );
    return c.ops.add(
      c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), own),
      c.ops.scatterAdd(c.in.x!.value.shape, c.in.index!, c.ops.mul(moved, source), Number(c.attributes.axis)),
    );
  },
  formula: {
    value: {
      text: "{x} and {source} reduced at {index}",
      latex: "\\operatorname{reduce}({x}, {source}[{index}])",
    },
    derivatives: {
      x: { text: "{gy} · the share of {x}", latex: "{gy} \\cdot \\partial y / \\partial x" },
      source: {
        text: "{gy}[{index}] · the share of {source}",
        latex: "{gy}_{{index}} \\cdot \\partial y / \\partial s",
      },
    },
  },
});

/** scatter_reduce with one index for whole slices. */
export const indexReduce: Card = defineComposite({
  name: "index_reduce",
  inputs: ["x", "index", "source"],
  attributes: { axis: 0, reduce: "prod", include_self: true },
  dtype: "first",
  sentence: "Reduces whole slices that share an index to one.",
  spellings: [
    "torch.index_reduce(input=x, dim=axis, index=index, source=source, reduce=reduce, *, include_self=include_self)",
    "torch.Tensor.index_reduce(self=x, dim=axis, index=index, source=source, reduce=reduce, *, include_self=include_self)",
  ],
  samples: () =>
    (["prod", "mean", "amax", "amin"] as const).map((reduce) => ({
      inputs: [matrix, fromNumbers("int64", [2], [2, 0]), pieces],
      attributes: { axis: 1, reduce },
    })),
  differentiable: ["x", "source"],
  shape: ([shape]) => shape!,
  compose: (ops, [x, at, source], a) => {
    const { shape } = source!.value;
    const axis = axisIn("index_reduce", a.axis, Math.max(shape.length, x!.value.shape.length));
    const wide = ops.expand(
      ops.reshape(
        at!,
        shape.map((length, k) => (k === axis ? length : 1)),
      ),
      shape,
    );
    return ops.apply("scatter_reduce", [x!, wide, source!], {
      axis,
      reduce: a.reduce!,
      include_self: a.include_self!,
    });
  },
  formula: {
    value: {
      text: "{x} and {source} reduced at {index}",
      latex: "\\operatorname{reduce}({x}, {source}[{index}])",
    },
    derivatives: {
      x: { text: "{gy} · the share of {x}", latex: "{gy} \\cdot \\partial y / \\partial x" },
      source: {
        text: "{gy}[{index}] · the share of {source}",
        latex: "{gy}_{{index}} \\cdot \\partial y / \\partial s",
      },
    },
  },
});
