/**
 * Memory of small arrays. An `ArrayBuffer` takes longer to make, and to be collected, than a small operation takes to
 * compute; so small arrays lie side by side in a common one. It stays alive as long as one of them does: a slab is small, too.
 */

/** Bytes that V8 keeps in the typed array itself, which costs no `ArrayBuffer`. */
const WITHIN = 64;
/** Bytes of the largest array in a slab, and of a slab. */
const SMALL = 1024;
const SLAB = 8192;

let slab = new ArrayBuffer(SLAB);
/** Where its free memory begins. */
let free = 0;

/** Where so many bytes of zeros lie in `slab`, and elements of every type may begin. */
function place(bytes: number): number {
  if (free + bytes > SLAB) {
    slab = new ArrayBuffer(SLAB);
    free = 0;
  }
  const at = free;
  free = (at + bytes + 7) & ~7;
  return at;
}

const isSmall = (bytes: number): boolean => bytes > WITHIN && bytes <= SMALL;

/** So many zeros of float32. */
export function singles(length: number): Float32Array {
  if (!isSmall(length * 4)) return new Float32Array(length);
  const at = place(length * 4);
  return new Float32Array(slab, at, length);
}

/** So many zeros of float64. */
export function doubles(length: number): Float64Array {
  if (!isSmall(length * 8)) return new Float64Array(length);
  const at = place(length * 8);
  return new Float64Array(slab, at, length);
}
