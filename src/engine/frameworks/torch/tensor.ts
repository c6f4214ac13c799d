/** `torch.Tensor`: a place that can be written, with PyTorch's notion of gradients on top of the trace. */
import type { Machine } from "../../python/machine.js";
import { objectType, PyType, TracedObject, type Value } from "../../python/object.js";
import type { NDArray } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { type Shape, sameShape } from "../../tensor/shape.js";
import { Handle, type Storage } from "../../trace/handle.js";
import type { GradientOwner, Node } from "../../trace/node.js";
import { plainPromotion } from "../../trace/promotion.js";
import { unrecorded } from "../../trace/trace.js";
import { type Card, defineStructural } from "../../ops/define.js";
import { gradientName, nameGradient } from "./grad-names.js";
import { frameworkMessages as say } from "../messages.js";

export const tensorType = new PyType("Tensor", [objectType], "torch");
/** `torch.nn.Parameter`. */
export const parameterType = new PyType("Parameter", [tensorType], "torch.nn.parameter");

/** Other numbers under the same history. The adjoint goes on as it is, or ends: then the write was followed. */
export const rewritten = (value: NDArray, handsOn = true): Card => defineStructural({
  name: "rewritten",
  inputs: ["x"],
  dtype: "first",
  sentence: handsOn ? say.rewritten : say.setToOne,
  spellings: [],
  samples: () => [],
  shape: () => value.shape,
  forward: () => value,
  fixed: true,
  vjp: { x: (c) => (handsOn ? c.g : c.ops.zerosLike(c.g)) },
  jvp: (c) => (handsOn ? c.tangents.x! : c.ops.zerosLike(c.out)),
  formula: { value: { text: "{y} written over {x}", latex: "{y} \\leftarrow {x}" }, derivatives: { x: handsOn ? { text: "{gy}", latex: "{gy}" } : { text: "0", latex: "0" } } },
});

export class Tensor extends TracedObject implements GradientOwner {
  private handle: Handle;
  /** Made by the user with requires_grad: gradients end and are kept here. */
  leaf = false;
  /** Whether a non-leaf keeps its gradient too. */
  retains = false;
  gradient: Tensor | null = null;
  /** Called with the gradient that arrives, before it is kept. */
  hooks: Value[] = [];
  /** Called after it has been kept. */
  afterHooks: Value[] = [];
  /** Set on what `detach()` and `.data` give: writes through the original must not bring its history back. */
  private cutBy: string | null = null;
  private cutFrom: Node | null = null;
  private cutNode: Node | null = null;

  constructor(node: Node, private readonly own: PyType = tensorType) {
    super();
    this.handle = new Handle(node);
    // A view of a detached tensor stays without history whatever its base is written with.
    if (!node.requiresGrad && this.handle.storage.latest.requiresGrad) this.cutBy = "detach";
  }
  get type(): PyType { return this.own; }

  get dtype(): Dtype { return this.handle.dtype; }
  get shape(): Shape { return this.handle.shape; }
  get version(): number { return this.handle.storage.version; }
  get storage(): Storage { return this.handle.storage; }
  array(): NDArray { return this.handle.array(); }
  /** The numbers behind it, whatever they stand for. */
  numbers(): NDArray { return this.handle.array(); }

  /** The value as an operand of real operations; complex tensors refuse. */
  node(machine: Machine): Node { return this.held(machine); }

  /** The node behind it, whatever it stands for. */
  held(machine: Machine): Node {
    const before = this.handle.known;
    let node = this.handle.node(machine.trace);
    if (node !== before && before.requiresGrad && !node.requiresGrad && !this.leaf && this.cutBy === null && this.handle.storage.untracked) node = this.keepHistory(machine, before);
    if (this.cutBy !== null && node.requiresGrad) {
      if (this.cutFrom !== node) {
        this.cutFrom = node;
        this.cutNode = machine.trace.cut(node, this.cutBy);
      }
      return this.cutNode!; // made together with cutFrom
    }
    if (this.leaf && node.owner !== this) {
      // Written behind autograd's back, through `.data`: a leaf has no history, or its gradient would arrive twice.
      if (node.card !== null && node.requiresGrad) this.handle.follow(node = machine.trace.cut(node, "data"));
      node.requiresGrad = true;
      node.owner = this;
    }
    return node;
  }
  tracedNode(machine: Machine): Node { return this.held(machine); }

  requiresGrad(machine: Machine): boolean { return this.leaf || this.held(machine).requiresGrad; }
  isLeaf(machine: Machine): boolean { return this.leaf || !this.held(machine).requiresGrad; }

  /** Keeps gradients from now on. What was computed from it before has no part in them: those nodes do not require any. */
  becomeLeaf(machine: Machine): void {
    if (this.leaf) return;
    this.leaf = true;
    this.cutBy = null;
    this.held(machine);
  }
  dropLeaf(machine: Machine): void {
    if (!this.leaf) return;
    this.leaf = false;
    this.handle.follow(renewed(machine, this.handle.node(machine.trace), "requires_grad_(False)"));
  }

  /** A tensor of the same kind around another node. */
  protected like(node: Node): Tensor { return new Tensor(node); }

  /** The same storage without history. */
  detached(machine: Machine, by: string): Tensor {
    const result = this.like(machine.trace.cut(this.held(machine), by));
    result.cutBy = by;
    return result;
  }

  /** Writes a value of this tensor's shape and dtype. */
  write(machine: Machine, node: Node): void { this.handle.write(machine.trace, node, this.cutBy !== "data", this.cutBy === null); }

  /** After a write that nothing followed (no_grad, `.data`, `.detach()`): new numbers, and the history from before. */
  keepHistory(machine: Machine, before: Node): Node {
    const { value } = this.handle.node(machine.trace);
    const { recording } = machine.trace;
    machine.trace.recording = true;
    try {
      this.handle.follow(nameGradient(machine.trace.run(rewritten(value), [before], {}, plainPromotion), gradientName(before)));
    } finally {
      machine.trace.recording = recording;
    }
    return this.handle.node(machine.trace);
  }

  /** The same numbers with another history. */
  follow(node: Node): void { this.handle.follow(node); }

  /** `x.data = y`, and module.to(): another storage from now on. */
  replace(machine: Machine, node: Node): void {
    this.handle = new Handle(node);
    this.held(machine);
  }

  /** The leaf whose elements this is a view of, where writing would change it behind PyTorch's back. */
  baseLeaf(): Tensor | null {
    if (this.cutBy !== null) return null;
    const { owner } = this.handle.storage.latest;
    return owner instanceof Tensor && owner !== this && owner.leaf ? owner : null;
  }

  /** Whether it shows a part of its place, or the whole in another shape. */
  isView(): boolean {
    const [own, base] = [this.array(), this.handle.storage.latest.value];
    return this.cutBy === null && (!sameShape(own.shape, base.shape) || own.offset !== base.offset);
  }

  /** Whether the elements are another tensor's seen through a view. */
  isViewOf(other: Tensor): boolean { return this.handle.storage === other.handle.storage; }

  override get overridesNumpy(): boolean { return true; }

  history(): readonly Node[] {
    const nodes = this.handle.history();
    return this.cutNode ? [this.cutNode, ...nodes] : nodes;
  }

  frameworkGradient(machine: Machine): Node | null { return this.gradient?.node(machine) ?? null; }

  /** Adds to `.grad` in place, as backward() does: whoever else holds that tensor sees it. The caller gives the adjoint up. */
  accumulate(machine: Machine, adjoint: Node): void {
    if (!this.gradient) this.gradient = new Tensor(adjoint);
    else this.gradient.write(machine, unrecorded.add(this.gradient.node(machine), adjoint));
  }
}

/** A leaf of the same value (and storage): without history, its origin kept where it was a leaf. */
export function renewed(machine: Machine, node: Node, by: string): Node {
  return node.card === null && node.origin.kind !== "cut" ? machine.trace.leaf(node.value, node.origin) : machine.trace.cut(node, by);
}

export const isTensor = (value: Value | undefined): value is Tensor => value instanceof Tensor;

export const asTensor = (value: Value | undefined): Tensor => value as Tensor; // `self` of a method of this type
