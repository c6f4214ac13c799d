/** Exceptions that NumPy adds to Python's, and operations that do not fit in NumPy's words. */
import { OperationError } from "../../ops/define.js";
import type { Machine } from "../../python/machine.js";
import { PyRaise, PyType } from "../../python/object.js";
import { EXCEPTIONS, makeException } from "../../python/values/exception.js";

const python = (name: string): PyType => EXCEPTIONS.get(name)!;

export const AxisError = new PyType("AxisError", [python("ValueError"), python("IndexError")], "numpy.exceptions");
export const LinAlgError = new PyType("LinAlgError", [python("ValueError")], "numpy.linalg");
const castingError = new PyType("UFuncTypeError", [python("TypeError")], "numpy._core._exceptions");

const noLoop = new PyType("UFuncTypeError", [python("TypeError")], "numpy._core._exceptions");

const raiseOf = (type: PyType) => (message: string): PyRaise => new PyRaise(makeException(type, [message]));
export const axisError = raiseOf(AxisError);
export const linAlgError = raiseOf(LinAlgError);
export const outputCastingError = raiseOf(castingError);
export const noLoopError = raiseOf(noLoop);

const OWN: Readonly<Record<string, (message: string) => PyRaise>> = { AxisError: axisError, "numpy.exceptions.AxisError": axisError, LinAlgError: linAlgError, "numpy.linalg.LinAlgError": linAlgError };

export function inNumpyWords<T>(machine: Machine, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const { type, message } = error.inFramework.numpy ?? { type: "ValueError", message: error.message };
    throw OWN[type]?.(message) ?? machine.raise(type, message);
  }
}
