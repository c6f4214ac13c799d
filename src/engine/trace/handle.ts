/**
 * A tensor as the program holds it: a place that can be written. Views of one place share a storage; a write through
 * any of them is seen by all. Recorded values are never changed: a write makes a new value and moves the place on to it.
 */
import { isContiguous, type NDArray, size } from "../tensor/array.js";
import type { Buffer, Dtype } from "../tensor/dtype.js";
import { type Shape, sameShape } from "../tensor/shape.js";
import type { Node } from "./node.js";
import type { Trace } from "./trace.js";

/** The place behind one tensor and all its views. */
export class Storage {
  /** Counts writes; PyTorch calls it the version counter. Writes through `.data` do not count. */
  version = 0;
  /** Whether the last write was outside of what carries gradients. */
  untracked = false;
  /** Counts all of them. */
  moves = 0;
  /** The version at which each buffer was written; null: none was, as for most tensors. */
  private written: WeakMap<Buffer, number> | null = null;
  /** The last few values of the whole place, newest last: a finished training loop has written after its backward pass. */
  readonly versions: Node[];
  constructor(public latest: Node) {
    this.versions = [latest];
  }

  moveTo(node: Node, counted = true): void {
    this.latest = node;
    this.moves++;
    if (counted) this.version++;
    (this.written ??= new WeakMap()).set(node.value.buffer, this.version);
    this.versions.push(node);
    if (this.versions.length > 8) this.versions.shift();
    storages.set(node.value.buffer, this);
  }

  /** As if the value had been written `writes` times already. */
  startAt(writes: number): void {
    this.version = writes;
    (this.written ??= new WeakMap()).set(this.latest.value.buffer, writes);
  }
  versionOf(buffer: Buffer): number { return this.written?.get(buffer) ?? 0; }
}

/** Arrays that share a buffer share their storage: that is how a view finds its base. */
const storages = new WeakMap<Buffer, Storage>();

/** The place whose value this array is or has been; undefined: no program holds it. */
export const storageOf = (array: NDArray): Storage | undefined => storages.get(array.buffer);

/** Gives up the place of a value that no program will see, made after `older`: it may be written elsewhere as it is. */
export function release(node: Node, older: Node): void {
  if (node.id > older.id && storages.get(node.value.buffer)?.latest === node) storages.delete(node.value.buffer);
}

export class Handle {
  readonly storage: Storage;
  private seen: number;
  private current: Node;

  constructor(node: Node) {
    const buffer = node.value.buffer;
    const known = storages.get(buffer);
    this.storage = known ?? new Storage(node);
    if (!known) storages.set(buffer, this.storage);
    this.current = node;
    this.seen = this.storage.moves;
  }

  get dtype(): Dtype { return this.current.value.dtype; }
  get shape(): Shape { return this.current.value.shape; }

  /** The value now. After a write through another view it is read anew from the base. */
  node(trace: Trace): Node {
    if (this.seen !== this.storage.moves) this.follow(this.readBase(trace));
    return this.current;
  }

  /** The array now, without recording anything. */
  array(): NDArray {
    if (this.seen === this.storage.moves) return this.current.value;
    const { shape, strides, offset, dtype } = this.current.value;
    return { dtype, shape, strides, offset, buffer: this.storage.latest.value.buffer };
  }

  /** The value as this view last saw it. */
  get known(): Node { return this.current; }

  /** Nodes this place has had, newest first. */
  history(): Node[] {
    return [this.current, ...[...this.storage.versions].reverse()];
  }

  /** Puts another node in place of the current one without writing: same numbers, other history (requires_grad_, detach_). */
  follow(node: Node): void {
    if (this.coversStorage()) {
      this.storage.latest = node;
      this.storage.versions.push(node);
      storages.set(node.value.buffer, this.storage);
    }
    this.current = node;
    this.seen = this.storage.moves;
  }

  /** Writes `node` (broadcast and converted to this place's shape and dtype beforehand) through this view. */
  write(trace: Trace, node: Node, counted = true, tracked = true): void {
    this.storage.untracked = !tracked || !trace.recording;
    if (!sameShape(node.value.shape, this.shape) || node.value.dtype !== this.dtype) throw new Error("a write must have the place's shape and dtype");
    if (this.coversStorage()) {
      const fresh = storages.has(node.value.buffer) || !isDense(node.value) ? trace.apply("clone", [node]) : node;
      this.storage.moveTo(fresh, counted);
      this.current = fresh;
    } else {
      const { shape, strides, offset } = this.array();
      const base = this.storage.latest;
      this.storage.moveTo(trace.apply("as_strided_scatter", [base, node], { shape, strides: [...strides], offset }), counted);
      this.current = this.readBase(trace);
    }
    this.seen = this.storage.moves;
  }

  private readBase(trace: Trace): Node {
    const base = this.storage.latest;
    const { shape, strides, offset } = this.current.value;
    if (sameShape(base.value.shape, shape) && base.value.offset === offset && base.value.strides.every((s, i) => s === strides[i])) return base;
    return trace.apply("as_strided", [base], { shape, strides: [...strides], offset });
  }

  private coversStorage(): boolean {
    const base = this.storage.latest.value;
    const own = this.current.value;
    return sameShape(base.shape, own.shape) && base.offset === own.offset && base.strides.every((s, i) => s === own.strides[i]);
  }
}

const isDense = (array: NDArray): boolean => array.offset === 0 && array.buffer.length === size(array) && isContiguous(array);

