/**
 * Complex tensors: places whose node holds pairs (see ops/pairs). Every operation that does not know them refuses them,
 * because they refuse to be read as a real operand.
 */
import type { Machine } from "../../../python/machine.js";
import { PyType } from "../../../python/object.js";
import type { NDArray } from "../../../tensor/array.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import type { ComplexName } from "../dtypes.js";
import { unsupported } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { parameterType, Tensor, tensorType } from "../tensor.js";

export const complexTensorType = new PyType("Tensor", [tensorType], "torch");

/** `nn.Parameter` of complex numbers. */
export const complexParameterType = new PyType("Parameter", [complexTensorType, parameterType], "torch.nn.parameter");

export class ComplexTensor extends Tensor {
  constructor(pair: Node, own: PyType = complexTensorType) { super(pair, own); }
  /** A view in PyTorch, put together anew here: writing into it would miss the base. */
  standsForView = false;
  override get shape(): Shape { return super.shape.slice(0, -1); }
  get complexName(): ComplexName { return this.dtype === "float64" ? "complex128" : "complex64"; }
  override node(_machine: Machine): Node { throw unsupported("this operation on complex tensors"); }
  override array(): NDArray { throw unsupported("this operation on complex tensors"); }
  protected override like(node: Node): Tensor { return new ComplexTensor(node); }
  /** Other frameworks would read the pairs as numbers. */
  override tracedNode(machine: Machine): Node { return this.node(machine); }
  /** A real tensor [.., 2] at the same place: writes to it are seen here. */
  pairs(machine: Machine): Tensor { return new Tensor(this.held(machine)); }
  override frameworkGradient(): null { return null; }
  override get shownInReports(): boolean { return false; }
}

export const isComplex = (value: unknown): value is ComplexTensor => value instanceof ComplexTensor;

export const complexTensor = (pair: Node, gradient?: string): ComplexTensor => new ComplexTensor(gradient ? nameGradient(pair, gradient) : pair);
