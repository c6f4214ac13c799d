/** Elementwise operations by the kernels that `tools/elementwise-kernels.ts` writes from the cards. */
import type { Kernels } from "./kernels.js";

export interface Operand {
  readonly buffer: Float32Array;
  readonly at: number;
  /** 1: elements on end; 0: the one at `at`, however often. */
  readonly step: number;
}

/** `count` numbers from as many of each operand. null: there is no such kernel, or no room. */
export function kernelElementwise(kernels: Kernels, name: string, operands: readonly Operand[], count: number): Float32Array | null {
  const run = kernels.elementwise(name);
  if (!run || !kernels.open((operands.length + 1) * (count * 4 + 16))) return null;
  const result = kernels.room(count);
  const places = operands.flatMap(({ buffer, at, step }) => (step === 0 ? [kernels.put(new Float32Array(4).fill(buffer[at]!), 0, 4), 0] : [kernels.put(buffer, at, count), 16]));
  run(result, count, ...places);
  return kernels.take(result, count);
}
