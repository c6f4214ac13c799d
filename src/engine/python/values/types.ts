/** Types of values that have no class of their own here. */
import { intType, objectType, PyFloat, type PyObject, PyTracedInt, PyType, type Value } from "../object.js";

export const noneType = new PyType("NoneType", [objectType]);
export const boolType = new PyType("bool", [intType]);
export const strType = new PyType("str", [objectType]);

export function typeOf(value: Value): PyType {
  switch (typeof value) {
    case "number":
    case "bigint":
      return intType;
    case "string":
      return strType;
    case "boolean":
      return boolType;
    default:
      return value === null ? noneType : value.type;
  }
}

/** As errors name it. */
export const typeName = (value: Value): string => { const type = typeOf(value); return type.namedWithModule ? `${type.module}.${type.name}` : type.name; };

/** A traced int as the plain one it is. */
export const plain = (value: Value): Value => (value instanceof PyTracedInt ? value.value : value);

export type Int = number | bigint;

/** int and bool as an int; undefined for anything else. */
export function intOf(value: Value): Int | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof PyTracedInt ? value.value : undefined;
}

/** int, bool and float as a double; undefined for anything else. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (value instanceof PyFloat) return value.value;
  const int = intOf(value);
  return int === undefined ? undefined : Number(int);
}

/** `??` would take None, which is null, for nothing. */
export const given = (value: Value | undefined, otherwise: Value): Value => (value === undefined ? otherwise : value);

export const isObject = (value: Value): value is PyObject => typeof value === "object" && value !== null;
