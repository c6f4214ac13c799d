/** Exceptions' constructor and attributes. */
import { PyGetter, PyInstance, PyTuple, type PyType, type Value } from "../object.js";
import { exceptionText, plainRepr } from "../semantics/text.js";
import { argumentsOf, baseException, EXCEPTIONS } from "../values/exception.js";
import { own, raw } from "./own.js";

const of = (value: Value): PyInstance => value as PyInstance; // methods of exceptions only

const kept = (name: string): PyGetter => new PyGetter(name, (_, self) => of(self).dict.get(name) ?? null, (_, self, value) => { of(self).dict.set(name, value); });

export function defineExceptions(): PyType[] {
  baseException.construct = (_, args) => {
    const exception = new PyInstance(baseException);
    exception.dict.set("args", new PyTuple(args));
    return exception;
  };
  own(baseException, [
    raw("__init__", (_, [self, ...args], keywords) => {
      const name = keywords.get("name");
      if (name !== undefined) of(self).dict.set("name", name);
      of(self).dict.set("args", new PyTuple(args));
      return null;
    }),
    raw("__str__", (rt, [self]) => exceptionText(rt, of(self))),
    raw("__repr__", (rt, [self]) => plainRepr(rt, of(self))),
    raw("with_traceback", (_, [self]) => self),
    raw("add_note", () => null),
    kept("__cause__"), kept("__context__"), kept("__traceback__"), kept("__suppress_context__"),
  ]);
  own(EXCEPTIONS.get("StopIteration")!, [new PyGetter("value", (_, self) => argumentsOf(of(self))[0] ?? null)]);
  own(EXCEPTIONS.get("SystemExit")!, [new PyGetter("code", (_, self) => argumentsOf(of(self))[0] ?? null)]);
  return [];
}
