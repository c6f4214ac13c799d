/** A column of the scalar tape. */
import { ABSENT, NUMBER, OBJECT, type OperandColumn } from "../trace/number-columns.js";
import type { NodeSource, PyFloat, PyTracedInt } from "./object.js";

export type Followed = PyFloat | PyTracedInt;
export type Operand = Followed | number;

export function longer(numbers: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(numbers);
  return grown;
}

/** One operand of each entry of a tape. */
export class Operands implements OperandColumn {
  places = new Int32Array(1024);
  values: Float64Array = new Float64Array(1024);
  /** No longer than it has to be: most operands stand on the tape. */
  readonly objects: (Followed | undefined)[] = [];

  grow(length: number): void {
    const { places } = this;
    this.places = new Int32Array(length);
    this.places.set(places);
    this.values = longer(this.values, length);
  }

  set(tape: NodeSource, row: number, operand: Operand | undefined): void {
    if (operand === undefined) { this.places[row] = ABSENT; return; }
    if (typeof operand === "number") {
      this.places[row] = NUMBER;
      this.values[row] = operand;
      return;
    }
    this.values[row] = operand.value;
    if (operand.origin === tape) {
      this.places[row] = operand.at;
      if (row < this.objects.length) this.objects[row] = undefined;
    } else {
      this.places[row] = OBJECT;
      while (this.objects.length < row) this.objects.push(undefined);
      this.objects[row] = operand;
    }
  }
}
