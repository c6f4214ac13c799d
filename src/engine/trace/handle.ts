/**
 * A tensor as the program holds it: a place that can be written. Views of one place share a storage; a write through
 * any of them is seen by all. Recorded values are never changed: a write makes a new value and moves the place on to it.
 */
import { isContiguous, type NDArray, restride, rootOf, size } from "../tensor/array.js";
import type { Dtype } from "../tensor/dtype.js";
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
  /** The last few values of the whole place, newest last: a finished training loop has written after its backward pass. */
  readonly versions: Node[];
  constructor(public latest: Node) {
    this.versions = [latest];
    hold(latest.value, this, 0);
  }

  moveTo(node: Node, counted = true): void {
    this.latest = node;
    this.moves++;
    if (counted) this.version++;
    this.versions.push(node);
    if (this.versions.length > 8) this.versions.shift();
    hold(node.value, this, this.version);
  }

  /** As if the value had been written `writes` times already. */
  startAt(writes: number): void {
    this.version = writes;
    hold(this.latest.value, this, writes);
  }
  /** The version at which the place got this array, one that it has or had. */
  versionOf(array: NDArray): number { return holderOf(array)?.version ?? 0; }
}

/** Kept with an array's root, so that views of it find their place. */
class Holder {
  constructor(readonly storage: Storage, readonly version: number) {}
}

const holderOf = (array: NDArray): Holder | undefined => rootOf(array).holder as Holder | undefined; // only `hold` writes it

function hold(array: NDArray, storage: Storage, version: number): void {
  rootOf(array).holder = new Holder(storage, version);
}

/** The place whose value this array is or has been; undefined: no program holds it. */
export const storageOf = (array: NDArray): Storage | undefined => holderOf(array)?.storage;

/** Gives up the place of a value that no program will see, made after `older`: it may be written elsewhere as it is. */
export function release(node: Node, older: Node): void {
  if (node.id > older.id && storageOf(node.value)?.latest === node) rootOf(node.value).holder = undefined;
}

export class Handle {
  readonly storage: Storage;
  private seen: number;
  private current: Node;

  constructor(node: Node) {
    this.storage = storageOf(node.value) ?? new Storage(node);
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
    const { shape, strides, offset } = this.current.value;
    return restride(this.storage.latest.value, shape, strides, offset);
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
      if (storageOf(node.value) !== this.storage) hold(node.value, this.storage, 0);
    }
    this.current = node;
    this.seen = this.storage.moves;
  }

  /** Writes `node` (broadcast and converted to this place's shape and dtype beforehand) through this view. */
  write(trace: Trace, node: Node, counted = true, tracked = true): void {
    this.storage.untracked = !tracked || !trace.recording;
    if (!sameShape(node.value.shape, this.shape) || node.value.dtype !== this.dtype) throw new Error("a write must have the place's shape and dtype");
    if (this.coversStorage()) {
      const fresh = storageOf(node.value) || !isDense(node.value) ? trace.apply("clone", [node]) : node;
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

