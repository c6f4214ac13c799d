/**
 * WebAssembly kernels (sources in `kernels/`), where the host has handed some in. They have a memory of their own: operands
 * are copied in, the result is copied out, which costs little beside what the kernels save. Without them everything is
 * computed in JavaScript.
 */

/** Two builds of the same module: with relaxed SIMD, whose multiply-add rounds once, and without. */
export interface KernelBytes {
  readonly fused: Uint8Array;
  readonly plain: Uint8Array;
}

export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  base(): number;
  product(a: number, aRow: number, aColumn: number, b: number, bRow: number, bColumn: number, c: number, m: number, k: number, n: number, length: number, bias: number, room: number): void;
  attention(q: number, qRow: number, k: number, kRow: number, v: number, vRow: number, out: number, queries: number, keys: number, size: number, width: number, sizeBlock: number, keyBlock: number, factor: number, causal: boolean, room: number): void;
  attentionAdjoint(q: number, qRow: number, k: number, kRow: number, v: number, vRow: number, g: number, gRow: number, toQ: number, toK: number, toV: number, queries: number, keys: number, size: number, width: number, sizeBlock: number, widthBlock: number, keyBlock: number, queryBlock: number, factor: number, causal: boolean, room: number): void;
  /** Bytes of their `room`. */
  attentionRoom(queries: number, keys: number, size: number, width: number, queryBlock: number): number;
  adam(p: number, g: number, m: number, v: number, count: number, maximize: boolean, shrink: number, decay: number, weight: number, fromGradient: boolean, keep: number, share: number, correction: number, eps: number, size: number): void;
  /** Bytes of `room`. */
  productRoom(m: number, k: number, n: number, length: number): number;
  doubleProduct(a: number, b: number, c: number, m: number, k: number, n: number, panel: number): void;
  laneProduct(a: number, b: number, c: number, m: number, k: number, n: number, bias: number): void;
  softmaxRows(x: number, y: number, rows: number, length: number, factor: number, period: number, first: number, tile: number): void;
  softmaxColumns(x: number, y: number, planes: number, length: number, inner: number, logarithm: boolean): void;
  powerSums(x: number, rows: number, length: number, out: number, row: number, tile: number): void;
  softmaxAdjoint(y: number, g: number, out: number, rows: number, length: number, factor: number, period: number, first: number, sums: number): void;
  layerNorm(x: number, weight: number, bias: number, y: number, rows: number, length: number, eps: number, row: number, sums: number): void;
  layerNormAdjoint(x: number, weight: number, g: number, xAdjoint: number, weighted: number, rows: number, length: number, eps: number, row: number, centred: number, sums: number): void;
  windowMaxima(x: number, planes: number, plane: number, offsets: number, nameOffsets: number, terms: number, origins: number, names: number, firsts: number, windows: number, at: number, out: number): void;
  listedMaxima(x: number, planes: number, plane: number, places: number, ends: number, windows: number, at: number, out: number): void;
  sumAtPlaces(g: number, at: number, planes: number, windows: number, plane: number, out: number): void;
  spreadPlanes(x: number, planes: number, count: number, places: number, out: number, plane: number): void;
  windowRows(x: number, offsets: number, terms: number, origins: number, windows: number, out: number, step: number): void;
  windowProduct(x: number, offsets: number, terms: number, origins: number, windows: number, weights: number, outputs: number, bias: number, out: number, room: number): void;
  /** Bytes of `room`. */
  windowProductRoom(terms: number, outputs: number): number;
  turn(a: number, aRow: number, rows: number, columns: number, out: number, outRow: number): void;
  addPart(start: number, to: number, wide: number, part: number): void;
  rowSums(x: number, out: number, rows: number, length: number, sums: number): void;
  columnSums(x: number, out: number, rows: number, columns: number, sums: number): void;
}

/** The part of the global object that is used here; the engine's library types know no WebAssembly. */
interface WebAssemblyHost {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/**
 * glibc hands large blocks back to the system as soon as they are freed, and their pages have to be asked for again one by one;
 * but never again blocks of a size that it has seen freed, up to this one (mallopt, M_MMAP_THRESHOLD). Results are such blocks.
 */
const LARGEST_BLOCK = 31 << 20;

let loaded: Kernels | null = null;

/** null: there are none, or this machine has no SIMD. */
export const kernels = (): Kernels | null => loaded;

export function loadKernels(bytes: KernelBytes | null): void {
  loaded = null;
  const host = (globalThis as { WebAssembly?: WebAssemblyHost }).WebAssembly;
  if (!host || !bytes) return;
  for (const build of [bytes.fused, bytes.plain]) {
    if (!host.validate(build)) continue;
    // `as`: our own module, whose exports `kernels/index.ts` names.
    loaded = new Kernels(new host.Instance(new host.Module(build), {}).exports as KernelExports);
    // A machine without the instruction rounds twice in either build, and the fused one has no other way to round once.
    if (loaded.fused) break;
  }
  if (loaded) seeFreed(LARGEST_BLOCK);
}

/** A block that nobody writes to: it takes no memory, and is freed with the first garbage. */
function seeFreed(bytes: number): void {
  new Uint8Array(bytes);
}

/** Whether multiply-adds round once: −(1 + 2⁻¹¹) + (1 + 2⁻¹²)² is 2⁻²⁴ then, and else 0. A machine may do either in the fused build. */
function roundsOnce(kernels: Kernels): boolean {
  kernels.open(8192);
  const a = kernels.put(new Float32Array([-1, 1 + 2 ** -12]), 0, 2);
  const b = kernels.put(new Float32Array([1 + 2 ** -11, 1 + 2 ** -12]), 0, 2);
  const [room, result] = [kernels.room(kernels.run.productRoom(1, 2, 1, 2) / 4), kernels.room(1)];
  kernels.run.product(a, 8, 4, b, 4, 4, result, 1, 2, 1, 2, 0, room);
  return kernels.view(result, 1)[0] === 2 ** -24;
}

/** Numbers that are computed where the kernels read them. */
export interface Placed {
  readonly count: number;
  /** That `place` takes besides. */
  readonly bytes: number;
  /** Which call begins with them; the kernels write it. Not a reference the other way round, which would keep them alive. */
  call: number;
  place(kernels: Kernels, out: number): void;
}

/** Numbers that may stay in the kernels' memory. */
export interface Keepable {
  readonly count: number;
  /** Which of what was kept they are; the kernels write it. */
  kept: number;
}

/** Numbers calls and what is kept, of whichever kernels, from 1 on. */
let last = 0;

const PAGE = 65536;
/** Bytes of one call beyond which JavaScript computes: the memory never shrinks. */
const MOST = 1 << 28;

export class Kernels {
  private at: number;
  private readonly start: number;
  /** Which call is going on. */
  private call = 0;
  /** Of what this call may write. */
  private end = 0;
  /** Where the last numbers that were kept lie, and which they are. */
  private keptAt = 0;
  private kept = 0;

  /** Whether multiply-adds round once, as PyTorch's do. */
  readonly fused: boolean;

  constructor(readonly run: KernelExports) {
    this.start = this.at = run.base();
    this.fused = roundsOnce(this);
  }

  /** Called with the address of the result, the count, and address and step of each operand; see `tools/elementwise-kernels.ts`. */
  elementwise(name: string): ((...places: number[]) => void) | undefined {
    // `as`: these exports are written at build time, by the names of the cards.
    return (this.run as unknown as Readonly<Record<string, (...places: number[]) => void>>)[name];
  }

  /** Begins a call: room for so many bytes (with up to 16 more for each array in it). False: too many. */
  open(bytes: number): boolean {
    this.at = this.start;
    this.call = ++last;
    return this.hasRoom(bytes);
  }

  /** Begins a call as `open` does, with these numbers at the start of the memory; placed ones that the last call began with lie there still. Their address; 0: too many bytes. */
  openWith(first: Float32Array | Placed, bytes: number): number {
    if (first instanceof Float32Array) return this.open(bytes + first.length * 4 + 16) ? this.put(first, 0, first.length) : 0;
    const lies = this.beginsWith(first);
    if (!this.hasRoom(bytes + first.count * 4 + 16 + first.bytes)) return 0;
    this.at = this.start;
    const out = this.room(first.count);
    const end = this.at;
    if (lies) return out;
    first.call = this.call = ++last;
    first.place(this, out);
    this.at = end;
    return out;
  }

  /** Whether the last call began with it, so that it lies there. */
  beginsWith(first: Placed): boolean {
    return this.call === first.call;
  }

  private hasRoom(bytes: number): boolean {
    if (bytes > MOST) return false;
    this.end = this.start + bytes;
    if (this.end > this.keptAt) this.kept = 0;
    return this.reaches(this.end);
  }

  private reaches(end: number): boolean {
    const missing = end - this.run.memory.buffer.byteLength;
    return missing <= 0 || this.run.memory.grow(Math.ceil(missing / PAGE)) >= 0;
  }

  /** The address of room for so many numbers. */
  room(count: number): number {
    const at = this.at;
    this.at = (at + count * 4 + 15) & ~15;
    return at;
  }

  /**
   * The address of numbers that an operation after the next may read again: beyond what calls write, where they lie until others
   * are kept or a call needs the room. 0: no room.
   */
  keep(numbers: Keepable, write: (at: number) => void): number {
    if (numbers.kept === this.kept) return this.keptAt;
    const bytes = (numbers.count * 4 + 15) & ~15;
    if (this.end + bytes > MOST || !this.reaches(this.end + bytes)) return 0;
    this.keptAt = this.run.memory.buffer.byteLength - bytes;
    numbers.kept = this.kept = ++last;
    write(this.keptAt);
    return this.keptAt;
  }

  /** The address of as many times `value`. */
  filled(count: number, value: number): number {
    const at = this.room(count);
    this.view(at, count).fill(value);
    return at;
  }

  /** The address of a copy of buffer[from, from + count). */
  put(buffer: Float32Array, from: number, count: number): number {
    const at = this.room(count);
    this.view(at, count).set(from === 0 && count === buffer.length ? buffer : buffer.subarray(from, from + count));
    return at;
  }

  /** The same of doubles. */
  putDoubles(buffer: Float64Array, from: number, count: number): number {
    const at = this.room(2 * count);
    this.doubles(at, count).set(buffer.subarray(from, from + count));
    return at;
  }

  /** The address of a copy of 32-bit integers. */
  putWhole(numbers: Int32Array): number {
    const at = this.room(numbers.length);
    new Int32Array(this.run.memory.buffer, at, numbers.length).set(numbers);
    return at;
  }

  view(at: number, count: number): Float32Array {
    return new Float32Array(this.run.memory.buffer, at, count);
  }

  doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.run.memory.buffer, at, count);
  }

  /** A copy of what lies there. `slice` of the buffer, since a new array would be filled with zeros first. */
  take(at: number, count: number): Float32Array {
    return new Float32Array(this.run.memory.buffer.slice(at, at + count * 4));
  }

  /** A copy of as many 32-bit integers. */
  takeWhole(at: number, count: number): Int32Array {
    return new Int32Array(this.run.memory.buffer.slice(at, at + count * 4));
  }
}
