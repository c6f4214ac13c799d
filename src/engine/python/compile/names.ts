/** Reading, binding and deleting names. */
import type { ExpressionKind } from "../../syntax/program.js";
import type { Evaluate, Frame, Store } from "../frame.js";
import type { BindingSite } from "../notes.js";
import type { Value } from "../object.js";
import { unknown } from "../modules/unknown.js";
import type { Context } from "./context.js";
import { mangled, type Place, placeOf } from "./scopes.js";

type Name = ExpressionKind<"Name">;

export function loadName(c: Context, name: Name): Evaluate {
  const { notes } = c;
  const { id } = name;
  const read = reader(c, placeOf(c.scope, name.name), name.name, name.span);
  const place = placeOf(c.scope, name.name);
  if (place.kind === "slot" && place.depth === 0) {
    const { slot } = place;
    return (frame) => {
      let value = frame.slots[slot];
      if (value === undefined) value = read(frame);
      notes.note(id, value);
      return value;
    };
  }
  return (frame) => {
    const value = read(frame);
    notes.note(id, value);
    return value;
  };
}

function reader(c: Context, place: Place, name: string, span: Name["span"]): Evaluate {
  const { rt, module } = c;
  const { trace } = rt;
  switch (place.kind) {
    case "global": {
      const { slot } = place;
      return () => {
        const value = module.slots[slot];
        if (value !== undefined) return value;
        const builtin = rt.builtins.get(name);
        if (builtin !== undefined) return builtin;
        trace.span = span;
        // Only a part was asked about: the rest of the program may define it.
        if (rt.partial) return (module.slots[slot] = unknown(rt, name));
        throw rt.raise("NameError", `name '${name}' is not defined`);
      };
    }
    case "slot": {
      const { depth, slot } = place;
      return (frame) => {
        let from = frame;
        for (let i = 0; i < depth; i++) from = from.parent!; // scopes and frames nest alike
        const value = from.slots[slot];
        if (value !== undefined) return value;
        trace.span = span;
        if (depth === 0 && c.scope.kind === "function") throw rt.raise("UnboundLocalError", `cannot access local variable '${name}' where it is not associated with a value`);
        throw rt.raise("NameError", `cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
      };
    }
    case "class": {
      const otherwise = reader(c, place.otherwise.kind === "global" ? globalOf(c, name) : place.otherwise, name, span);
      const key = mangled(c.scope, name);
      return (frame) => {
        const own = frame.names!.get(key); // a class body has them
        return own === undefined ? otherwise(frame) : own;
      };
    }
  }
}

function globalOf(c: Context, name: string): Place {
  let scope = c.scope;
  while (scope.parent) scope = scope.parent;
  return placeOf(scope, name);
}

/** Binds without noting. */
export function writer(c: Context, name: string): Store {
  const place = placeOf(c.scope, name, true);
  const { module } = c;
  switch (place.kind) {
    case "global": {
      const { slot } = place;
      return (_, value) => { module.slots[slot] = value; };
    }
    case "slot": {
      const { depth, slot } = place;
      if (depth === 0) return (frame, value) => { frame.slots[slot] = value; };
      return (frame, value) => { at(frame, depth).slots[slot] = value; };
    }
    case "class": {
      const key = mangled(c.scope, name);
      return (frame, value) => { frame.names!.set(key, value); };
    }
  }
}

function at(frame: Frame, depth: number): Frame {
  let from = frame;
  for (let i = 0; i < depth; i++) from = from.parent!; // scopes and frames nest alike
  return from;
}

export function siteOf(c: Context, name: string, span: BindingSite["span"], kind: BindingSite["kind"], expressionId: number | null = null): number {
  return c.notes.site({ name, span, kind, scope: c.scope.name, expressionId });
}

export function storeName(c: Context, name: Name, kind: BindingSite["kind"] = "assignment"): Store {
  const { notes } = c;
  const site = siteOf(c, name.name, name.span, kind, name.id);
  const write = writer(c, name.name);
  const { id } = name;
  const place = placeOf(c.scope, name.name, true);
  if (place.kind === "slot" && place.depth === 0) {
    const { slot } = place;
    return (frame, value) => {
      frame.slots[slot] = value;
      notes.note(id, value);
      notes.bind(site, value);
    };
  }
  return (frame, value) => {
    write(frame, value);
    notes.note(id, value);
    notes.bind(site, value);
  };
}

/** Binds a name that is not an expression: a definition, an import, a caught exception. */
export function storeNamed(c: Context, name: string, span: BindingSite["span"], kind: BindingSite["kind"]): Store {
  const { notes } = c;
  const site = siteOf(c, name, span, kind);
  const write = writer(c, name);
  return (frame, value: Value) => {
    write(frame, value);
    notes.bind(site, value);
  };
}

export function deleteName(c: Context, name: string, span: Name["span"], quietly = false): (frame: Frame) => void {
  const { rt, module } = c;
  const place = placeOf(c.scope, name, true);
  const missing = (): Error => {
    rt.trace.span = span;
    return place.kind === "slot" ? rt.raise("UnboundLocalError", `cannot access local variable '${name}' where it is not associated with a value`) : rt.raise("NameError", `name '${name}' is not defined`);
  };
  return (frame) => {
    if (place.kind === "class") {
      if (!frame.names!.delete(name) && !quietly) throw missing();
      return;
    }
    const { slots } = place.kind === "global" ? module : at(frame, place.depth);
    if (slots[place.slot] === undefined && !quietly) throw missing();
    slots[place.slot] = undefined;
  };
}
