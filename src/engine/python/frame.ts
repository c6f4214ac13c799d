/** What a running function, comprehension, class body or module keeps. */
import type { Value } from "./object.js";

export class Frame {
  readonly slots: (Value | undefined)[];
  /** What `return` gave. */
  result: Value = null;
  constructor(
    size: number,
    /** The frame of the text around: closures reach their variables through it. */
    readonly parent: Frame | null,
    /** A class body's names. */
    readonly names: Map<string, Value> | null = null,
  ) {
    this.slots = new Array<Value | undefined>(size);
  }
}

/** How a statement ended. */
export type Signal = 0 | 1 | 2 | 3;
export const NORMAL = 0;
export const BREAK = 1;
export const CONTINUE = 2;
export const RETURN = 3;

export type Evaluate = (frame: Frame) => Value;
export type Execute = (frame: Frame) => Signal;
/** A statement with `yield` in it. */
export type ExecuteYielding = (frame: Frame) => Generator<Value, Signal, Value>;
export type Store = (frame: Frame, value: Value) => void;
