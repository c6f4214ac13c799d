/** `contextlib`. */
import { own, raw } from "../builtins/own.js";
import { objectType, type PyInstance, PyModule, PyRaise, PyType, type Value } from "../object.js";
import { resume, throwInto } from "../semantics/iteration.js";
import { PyFunction } from "../values/function.js";
import type { PyGenerator } from "../values/iterator.js";

const managerType = new PyType("_GeneratorContextManager", [objectType], "contextlib");
const generatorOf = (self: Value): PyGenerator => (self as PyInstance).dict.get("gen") as PyGenerator; // set by contextmanager
own(managerType, [
  raw("__enter__", (rt, [self]) => {
    const value = resume(rt, generatorOf(self), null);
    if (value === undefined) throw rt.raise("RuntimeError", "generator didn't yield");
    return value;
  }),
  raw("__exit__", (rt, [self, , error]) => {
    const generator = generatorOf(self);
    if (error === null || error === undefined) {
      if (resume(rt, generator, null) !== undefined) throw rt.raise("RuntimeError", "generator didn't stop");
      return false;
    }
    try {
      if (throwInto(rt, generator, new PyRaise(error as PyInstance)) !== undefined) throw rt.raise("RuntimeError", "generator didn't stop after throw()"); // exceptions are instances
      return true;
    } catch (raised) {
      if (raised instanceof PyRaise && raised.exception === error) return false;
      throw raised;
    }
  }),
  // As a decorator: the context around each call.
  raw("__call__", (_, [self, callee]) => raw("wrapped", (rt, args, keywords) => {
    const fresh = rt.call((self as PyInstance).dict.get("again")!, []); // set by contextmanager
    rt.call(rt.getAttribute(fresh, "__enter__"), []);
    try {
      const value = rt.call(callee, args, keywords);
      rt.call(rt.getAttribute(fresh, "__exit__"), [null, null, null]);
      return value;
    } catch (error) {
      if (error instanceof PyRaise && rt.truth(rt.call(rt.getAttribute(fresh, "__exit__"), [error.exception.type, error.exception, null]))) return null;
      throw error;
    }
  })),
]);

const suppress = new PyType("suppress", [objectType], "contextlib");
own(suppress, [
  raw("__init__", (rt, [self, ...types]) => { (self as PyInstance).dict.set("types", rt.tuple(types)); return null; }), // methods of suppress only
  raw("__enter__", () => null),
  raw("__exit__", (rt, [self, type]) => type !== null && rt.truth(rt.call(rt.builtins.get("issubclass")!, [type, (self as PyInstance).dict.get("types")!]))), // as above
]);

const nullContext = new PyType("nullcontext", [objectType], "contextlib");
own(nullContext, [
  raw("__init__", (_, [self, value = null]) => { (self as PyInstance).dict.set("enter_result", value); return null; }), // methods of nullcontext only
  raw("__enter__", (_, [self]) => (self as PyInstance).dict.get("enter_result") ?? null), // as above
  raw("__exit__", () => false),
]);

const contextDecorator = new PyType("ContextDecorator", [objectType], "contextlib");
own(contextDecorator, [raw("__call__", (_, [self, callee]) => raw("wrapped", (rt, args, keywords) => {
  rt.call(rt.getAttribute(self, "__enter__"), []);
  let value: Value;
  try {
    value = rt.call(callee, args, keywords);
  } catch (error) {
    if (error instanceof PyRaise && rt.truth(rt.call(rt.getAttribute(self, "__exit__"), [error.exception.type, error.exception, null]))) return null;
    throw error;
  }
  rt.call(rt.getAttribute(self, "__exit__"), [null, null, null]);
  return value;
}))]);

const stackType = new PyType("ExitStack", [objectType], "contextlib");
const stacked = new WeakMap<PyInstance, Value[]>();
own(stackType, [
  raw("__enter__", (_, [self]) => { stacked.set(self as PyInstance, []); return self; }), // methods of ExitStack only
  raw("enter_context", (rt, [self, manager]) => { const value = rt.call(rt.getAttribute(manager, "__enter__"), []); stacked.get(self as PyInstance)?.push(manager); return value; }), // as above
  raw("callback", (_, [self, callee, ...args]) => { stacked.get(self as PyInstance)?.push(raw("callback", (rt) => rt.call(callee, args))); return callee; }), // as above
  raw("__exit__", (rt, [self, ...error]) => {
    for (const manager of (stacked.get(self as PyInstance) ?? []).reverse()) { const exit = rt.findAttribute(manager, "__exit__"); if (exit === undefined) rt.call(manager, []); else rt.call(exit, error); } // as above
    return false;
  }),
]);

const contextManager = raw("contextmanager", (_, [callee]) => {
  const make = raw(callee instanceof PyFunction ? callee.name : "contextmanager", (rt, args, keywords) => {
    const manager = rt.instance(managerType);
    manager.dict.set("gen", rt.call(callee, args, keywords));
    manager.dict.set("again", raw("again", (machine) => { const fresh = machine.instance(managerType); fresh.dict.set("gen", machine.call(callee, args, keywords)); return fresh; }));
    return manager;
  });
  return make;
}, { binding: "static" });

export function contextlibModule(): PyModule {
  return new PyModule("contextlib", new Map<string, Value>([
    ["contextmanager", contextManager], ["suppress", suppress], ["nullcontext", nullContext], ["ContextDecorator", contextDecorator], ["ExitStack", stackType],
    ["AbstractContextManager", objectType], ["redirect_stdout", nullContext], ["closing", nullContext],
  ]));
}
