/** Python's own exception classes. */
import { objectType, PyInstance, PyTuple, PyType, type Value } from "../object.js";

/** Class and its base. */
const HIERARCHY: readonly (readonly [string, string])[] = [
  ["BaseException", "object"], ["Exception", "BaseException"], ["SystemExit", "BaseException"], ["KeyboardInterrupt", "BaseException"], ["GeneratorExit", "BaseException"], ["BaseExceptionGroup", "BaseException"],
  ["ArithmeticError", "Exception"], ["ZeroDivisionError", "ArithmeticError"], ["OverflowError", "ArithmeticError"], ["FloatingPointError", "ArithmeticError"],
  ["LookupError", "Exception"], ["IndexError", "LookupError"], ["KeyError", "LookupError"],
  ["TypeError", "Exception"], ["ValueError", "Exception"], ["UnicodeError", "ValueError"], ["UnicodeDecodeError", "UnicodeError"], ["UnicodeEncodeError", "UnicodeError"],
  ["NameError", "Exception"], ["UnboundLocalError", "NameError"], ["AttributeError", "Exception"], ["AssertionError", "Exception"],
  ["RuntimeError", "Exception"], ["NotImplementedError", "RuntimeError"], ["RecursionError", "RuntimeError"],
  ["StopIteration", "Exception"], ["StopAsyncIteration", "Exception"], ["ImportError", "Exception"], ["ModuleNotFoundError", "ImportError"],
  ["OSError", "Exception"], ["FileNotFoundError", "OSError"], ["FileExistsError", "OSError"], ["PermissionError", "OSError"], ["IsADirectoryError", "OSError"], ["NotADirectoryError", "OSError"],
  ["ConnectionError", "OSError"], ["TimeoutError", "OSError"], ["EOFError", "Exception"], ["MemoryError", "Exception"], ["SyntaxError", "Exception"], ["IndentationError", "SyntaxError"],
  ["BufferError", "Exception"], ["ReferenceError", "Exception"], ["SystemError", "Exception"], ["ExceptionGroup", "Exception"],
  ["Warning", "Exception"], ["UserWarning", "Warning"], ["DeprecationWarning", "Warning"], ["RuntimeWarning", "Warning"], ["FutureWarning", "Warning"], ["PendingDeprecationWarning", "Warning"],
  ["SyntaxWarning", "Warning"], ["ImportWarning", "Warning"], ["ResourceWarning", "Warning"], ["UnicodeWarning", "Warning"],
];

export const EXCEPTIONS: ReadonlyMap<string, PyType> = (() => {
  const table = new Map<string, PyType>([["object", objectType]]);
  for (const [name, base] of HIERARCHY) table.set(name, new PyType(name, [table.get(base)!]));
  table.delete("object");
  return table;
})();

export const baseException = EXCEPTIONS.get("BaseException")!;

export function makeException(type: PyType, args: readonly Value[]): PyInstance {
  const exception = new PyInstance(type);
  exception.dict.set("args", new PyTuple(args));
  return exception;
}

export const argumentsOf = (exception: PyInstance): readonly Value[] => {
  const args = exception.dict.get("args");
  return args instanceof PyTuple ? args.items : [];
};
