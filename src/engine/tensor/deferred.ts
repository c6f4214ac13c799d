/**
 * float32 numbers on end that are computed when somebody looks at them, or where a kernel reads them; then they never leave
 * the kernels' memory. What they are computed from does not change, since it lies in arrays of the tape.
 */
import type { NDArray } from "./array.js";
import { contiguousStrides, type Shape, sizeOf } from "./shape.js";
import { type Keepable, type Kernels, kernels, type Placed } from "./wasm/kernels.js";

/** Elements from which the kernels are worth it. */
const WORTH = 1000;

export abstract class Deferred implements NDArray, Placed, Keepable {
  readonly dtype = "float32";
  readonly strides: readonly number[];
  readonly offset = 0;
  readonly count: number;
  holder: object | undefined = undefined;
  call = -1;
  kept = -1;
  private own: Float32Array | null = null;
  private wasPlaced = false;

  constructor(readonly shape: Shape) {
    this.strides = contiguousStrides(shape);
    this.count = sizeOf(shape);
  }

  abstract readonly bytes: number;
  /** Whether they are likely to be read by more than one kernel. */
  abstract readonly isReadAgain: boolean;
  /** Writes them to `out`, in the kernels' memory. */
  protected abstract write(kernels: Kernels, out: number): void;
  /** The same without kernels. */
  protected abstract written(): Float32Array;
  /** They are known: what they were computed from is not needed any more. */
  protected abstract release(): void;

  get elementBytes(): number { return this.count * 4; }

  get buffer(): Float32Array {
    if (this.own === null) {
      this.own = this.computed();
      this.release();
    }
    return this.own;
  }

  place(kernels: Kernels, out: number): void {
    this.wasPlaced = true;
    this.write(kernels, out);
  }

  /** What a kernel reads that begins with them: themselves, to be computed there, but not twice; then they are kept. */
  source(kernels: Kernels): Float32Array | Placed {
    return this.own === null && (!this.wasPlaced || kernels.beginsWith(this)) ? this : this.buffer;
  }

  /** The address of a copy, or of them themselves where nobody has looked. */
  putIn(kernels: Kernels): number {
    if (this.own !== null) return kernels.put(this.own, 0, this.count);
    const kept = this.isReadAgain ? kernels.keep(this, (at) => this.write(kernels, at)) : 0;
    if (kept) return kept;
    const out = kernels.room(this.count);
    this.write(kernels, out);
    return out;
  }

  private computed(): Float32Array {
    const native = this.count >= WORTH ? kernels() : null;
    if (!native?.open(this.count * 4 + 16 + this.bytes)) return this.written();
    const out = native.room(this.count);
    this.write(native, out);
    return native.take(out, this.count);
  }
}
