/** bytes, as far as programs about tensors need them. */
import { objectType, PyObject, PyType } from "../object.js";

export class PyBytes extends PyObject {
  constructor(readonly data: readonly number[]) { super(); }
  get type(): PyType { return bytesType; }
}
export const bytesType = new PyType("bytes", [objectType]);
