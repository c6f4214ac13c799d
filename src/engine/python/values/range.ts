/** `range(start, stop, step)`: never laid out. */
import { objectType, PyObject, PyType } from "../object.js";

export class PyRange extends PyObject {
  readonly length: number;
  constructor(readonly start: number, readonly stop: number, readonly step: number) {
    super();
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
  get type(): PyType { return rangeType; }
  at(index: number): number { return this.start + index * this.step; }
  indexOf(value: number): number {
    const index = (value - this.start) / this.step;
    return Number.isInteger(index) && index >= 0 && index < this.length ? index : -1;
  }
}
export const rangeType = new PyType("range", [objectType]);
