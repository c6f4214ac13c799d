/**
 * Zeros with pieces added to them: the adjoint of an array of which slices were used, one piece a slice. The pieces are put
 * together when somebody looks at the elements: once, and in the order of the view that is looked at.
 */
import { accumulate, assign, type NDArray } from "./array.js";
import { allocate, type Buffer, type Dtype } from "./dtype.js";
import { contiguousStrides, type Shape, sameShape, sizeOf } from "./shape.js";

/** Where a piece lies: its first element and the steps from one to the next, along each axis. */
export interface Place {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
}

interface Piece extends Place {
  readonly from: NDArray;
}

/** First and last index along an axis. */
type Range = readonly [number, number];

export class Pieces {
  private together: Buffer | null = null;

  private constructor(
    readonly dtype: Dtype,
    readonly shape: Shape,
    private piece: Piece | null,
    private before: Pieces | null,
    /** What every piece covers; null: nothing. */
    private readonly common: readonly Range[] | null,
  ) {}

  /** Zeros of `shape` with `from` at that place. */
  static of(shape: Shape, from: NDArray, place: Place): NDArray {
    const ranges = from.shape.map((length, axis): Range => {
      const start = place.starts[axis]!;
      const end = start + (length - 1) * place.steps[axis]!;
      return [Math.min(start, end), length === 0 ? -1 : Math.max(start, end)];
    });
    return new Pieces(from.dtype, shape, { from, starts: place.starts, steps: place.steps }, null, ranges).view(shape, contiguousStrides(shape), 0);
  }

  /**
   * The sum of such arrays, of which the second has one piece. null: they must be added element by element. Zeros leave every
   * sum as it is but −0; where no place is covered by all pieces, each gets a 0 from one of them, as from the zeros here.
   */
  static sum(a: NDArray, b: NDArray): NDArray | null {
    const [first, second] = [a.pieces, b.pieces];
    if (!first?.isOpen(a) || !second?.isOpen(b) || second.before || first.dtype !== second.dtype || !sameShape(first.shape, second.shape)) return null;
    const common = first.common && intersection(first.common, second.common!); // of one piece
    return common ? null : new Pieces(first.dtype, first.shape, second.piece, first, null).view(a.shape, a.strides, 0);
  }

  view(shape: Shape, strides: readonly number[], offset: number, base?: NDArray): NDArray {
    return new PiecedArray(this, shape, strides, offset, base);
  }

  get buffer(): Buffer {
    if (this.together) return this.together;
    this.together = this.gathered(contiguousStrides(this.shape));
    this.piece = this.before = null;
    return this.together;
  }

  /** The elements of a view that puts the axes into another order, row-major. null: it is another one, or the whole is there. */
  rowMajor({ shape, strides, offset }: NDArray): Buffer | null {
    if (this.together || offset !== 0 || shape.length !== this.shape.length) return null;
    const own = contiguousStrides(this.shape);
    const steps = contiguousStrides(shape);
    const wanted = new Array<number>(own.length).fill(-1);
    for (const [axis, length] of shape.entries()) {
      const from = own.findIndex((stride, k) => wanted[k] === -1 && this.shape[k] === length && (length === 1 || stride === strides[axis]));
      if (from < 0) return null;
      wanted[from] = steps[axis]!;
    }
    return this.gathered(wanted);
  }

  /** Whether the array is all of it, and still in pieces. */
  private isOpen({ shape, strides, offset }: NDArray): boolean {
    return !this.together && offset === 0 && sameShape(shape, this.shape) && sameShape(strides, contiguousStrides(this.shape));
  }

  /** Put together with these strides. */
  private gathered(strides: readonly number[]): Buffer {
    const pieces: Piece[] = [];
    for (let whole: Pieces | null = this; whole; whole = whole.before) pieces.push(whole.piece!); // until it is together
    const buffer = allocate(this.dtype, sizeOf(this.shape));
    const write = pieces.length === 1 ? assign : accumulate;
    for (const { from, starts, steps } of pieces.reverse()) {
      const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
      write({ dtype: this.dtype, shape: from.shape, strides: strides.map((stride, axis) => stride * steps[axis]!), offset, buffer }, from);
    }
    return buffer;
  }
}

/** The elements are asked for by `buffer`. */
class PiecedArray implements NDArray {
  constructor(
    readonly pieces: Pieces,
    readonly shape: Shape,
    readonly strides: readonly number[],
    readonly offset: number,
    readonly base: NDArray | undefined,
    public holder: object | undefined = undefined,
  ) {}

  get dtype(): Dtype { return this.pieces.dtype; }
  get buffer(): Buffer { return this.pieces.buffer; }
}

function intersection(a: readonly Range[], b: readonly Range[]): readonly Range[] | null {
  const both = a.map(([from, to], axis): Range => [Math.max(from, b[axis]![0]), Math.min(to, b[axis]![1])]);
  return both.every(([from, to]) => from <= to) ? both : null;
}
