/** Shapes and strides, in elements, row-major. */
export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}

/** Of shapes with less than two axes: they do not depend on lengths. */
const STRIDES: readonly Shape[] = [[], [1]];

export function contiguousStrides(shape: Shape): readonly number[] {
  const known = STRIDES[shape.length];
  if (known) return known;
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= Math.max(shape[axis]!, 1);
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** The common shape after broadcasting, or null: sizes must be equal or 1, aligned at the last axis. */
export function broadcastShapes(...shapes: readonly Shape[]): Shape | null {
  const [first = []] = shapes;
  return shapes.every((shape) => sameShape(shape, first)) ? first : broadcast(shapes);
}

function broadcast(shapes: readonly Shape[]): number[] | null {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let back = 1; back <= shape.length; back++) {
      const size = shape[shape.length - back]!;
      const at = rank - back;
      if (size === 1 || size === result[at]) continue;
      if (result[at] !== 1) return null;
      result[at] = size;
    }
  }
  return result;
}

/** `axis` in −rank..rank−1 as 0..rank−1, or null where it is outside. A scalar is taken as having one axis, as the frameworks do. */
export function normalizeAxis(axis: number, rank: number): number | null {
  const bound = Math.max(rank, 1);
  return axis < -bound || axis >= bound ? null : axis < 0 ? axis + bound : axis;
}
