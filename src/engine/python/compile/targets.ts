/** Assignment targets. */
import type { Expression } from "../../syntax/program.js";
import type { Frame, Store } from "../frame.js";
import type { BindingSite } from "../notes.js";
import { PyList, PyTuple, type Value } from "../object.js";
import { AttributeSite } from "../semantics/attribute-site.js";
import { deleteAttribute } from "../semantics/attributes.js";
import { listOf, nextOf } from "../semantics/iteration.js";
import { assignSubscript, deleteSubscript, setListItem } from "../semantics/subscript.js";
import { PyInert } from "../values/function.js";
import { typeName } from "../values/types.js";
import type { Context } from "./context.js";
import { expression } from "./expressions.js";
import { deleteName, storeName } from "./names.js";
import { mangled } from "./scopes.js";

export function store(c: Context, target: Expression, kind: BindingSite["kind"] = "assignment"): Store {
  const { rt } = c;
  const { trace } = rt;
  const { span, id } = target;
  switch (target.kind) {
    case "Name":
      return storeName(c, target, kind);
    case "Attribute": {
      const of = expression(c, target.value);
      const site = new AttributeSite(rt, mangled(c.scope, target.attribute));
      return (frame, value) => {
        const object = of(frame);
        trace.span = span;
        site.write(object, value);
        c.notes.note(id, value);
      };
    }
    case "Subscript": {
      const of = expression(c, target.value);
      const at = expression(c, target.index);
      return (frame, value) => {
        const object = of(frame);
        const index = at(frame);
        trace.span = span;
        if (!setListItem(object, index, value)) assignSubscript(rt, object, index, value);
        c.notes.note(id, value);
      };
    }
    case "Tuple":
    case "List":
      return unpack(c, target.elements, span, kind);
    case "Starred":
      return store(c, target.value, kind);
    default:
      return () => { trace.span = span; throw rt.raise("SyntaxError", "cannot assign to expression"); };
  }
}

function unpack(c: Context, targets: readonly Expression[], span: Expression["span"], kind: BindingSite["kind"]): Store {
  const { rt } = c;
  const stores = targets.map((target) => store(c, target, kind));
  const star = targets.findIndex((target) => target.kind === "Starred");
  const wanted = targets.length;
  if (star < 0) {
    return (frame, value) => {
      rt.trace.span = span;
      const values = exactly(c, value, wanted);
      for (let i = 0; i < wanted; i++) stores[i](frame, values[i]);
    };
  }
  const after = wanted - star - 1;
  return (frame, value) => {
    rt.trace.span = span;
    const values = unpackable(c, value);
    if (values.length < wanted - 1) throw rt.raise("ValueError", `not enough values to unpack (expected at least ${wanted - 1}, got ${values.length})`);
    for (let i = 0; i < star; i++) stores[i](frame, values[i]);
    stores[star](frame, new PyList(values.slice(star, values.length - after)));
    for (let i = 0; i < after; i++) stores[star + 1 + i](frame, values[values.length - after + i]);
  };
}

function unpackable(c: Context, value: Value): Value[] {
  const { rt } = c;
  if (value === null || typeof value === "number" || typeof value === "boolean") throw rt.raise("TypeError", `cannot unpack non-iterable ${typeName(value)} object`);
  return listOf(rt, value);
}

function exactly(c: Context, value: Value, wanted: number): readonly Value[] {
  const { rt } = c;
  const tooMany = (): Error => rt.raise("ValueError", `too many values to unpack (expected ${wanted})`);
  const tooFew = (got: number): Error => rt.raise("ValueError", `not enough values to unpack (expected ${wanted}, got ${got})`);
  if ((value instanceof PyTuple || value instanceof PyList) && value.type.module === "builtins") {
    if (value.items.length > wanted) throw tooMany();
    if (value.items.length < wanted) throw tooFew(value.items.length);
    return value instanceof PyList ? [...value.items] : value.items;
  }
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") throw rt.raise("TypeError", `cannot unpack non-iterable ${typeName(value)} object`);
  if (value instanceof PyInert && value.along === undefined) return new Array<Value>(wanted).fill(value);
  let next: () => Value | undefined;
  try {
    next = nextOf(rt, value);
  } catch (error) {
    if (error instanceof Error && "exception" in error) throw rt.raise("TypeError", `cannot unpack non-iterable ${typeName(value)} object`);
    throw error;
  }
  const values: Value[] = [];
  for (let one = next(); one !== undefined; one = next()) {
    if (values.length === wanted) throw tooMany();
    values.push(one);
  }
  if (values.length < wanted) throw tooFew(values.length);
  return values;
}

export function remove(c: Context, target: Expression): (frame: Frame) => void {
  const { rt } = c;
  switch (target.kind) {
    case "Name":
      return deleteName(c, target.name, target.span);
    case "Attribute": {
      const of = expression(c, target.value);
      return (frame) => {
        const object = of(frame);
        rt.trace.span = target.span;
        deleteAttribute(rt, object, mangled(c.scope, target.attribute));
      };
    }
    case "Subscript": {
      const [of, at] = [expression(c, target.value), expression(c, target.index)];
      return (frame) => {
        const [object, index] = [of(frame), at(frame)];
        rt.trace.span = target.span;
        deleteSubscript(rt, object, index);
      };
    }
    case "Tuple":
    case "List": {
      const removers = target.elements.map((one) => remove(c, one));
      return (frame) => { for (const one of removers) one(frame); };
    }
    default:
      return () => { rt.trace.span = target.span; throw rt.raise("SyntaxError", "cannot delete expression"); };
  }
}
