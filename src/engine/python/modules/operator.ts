/** `operator`. */
import type { BinaryOperator, CompareOperator } from "../../syntax/program.js";
import { raw } from "../builtins/own.js";
import { PyModule, PyTuple, type Value } from "../object.js";
import { compare } from "../semantics/compare.js";
import { absolute, binary, inPlace, unary } from "../semantics/operators.js";
import { assignSubscript, deleteSubscript, indexNumber, subscript } from "../semantics/subscript.js";

const BINARY: readonly (readonly [string, BinaryOperator])[] = [["add", "+"], ["sub", "-"], ["mul", "*"], ["truediv", "/"], ["floordiv", "//"], ["mod", "%"], ["pow", "**"], ["matmul", "@"], ["and_", "&"], ["or_", "|"], ["xor", "^"], ["lshift", "<<"], ["rshift", ">>"], ["concat", "+"]];
const COMPARE: readonly (readonly [string, CompareOperator])[] = [["eq", "=="], ["ne", "!="], ["lt", "<"], ["le", "<="], ["gt", ">"], ["ge", ">="], ["is_", "is"], ["is_not", "is not"]];

const functions = [
  ...BINARY.map(([name, operator]) => raw(name, (rt, [a, b]) => binary(rt, operator, a, b), { binding: "static" })),
  ...BINARY.map(([name, operator]) => raw(`i${name.replace("_", "")}`, (rt, [a, b]) => inPlace(rt, operator, a, b), { binding: "static" })),
  ...COMPARE.map(([name, operator]) => raw(name, (rt, [a, b]) => compare(rt, operator, a, b), { binding: "static" })),
  raw("neg", (rt, [a]) => unary(rt, "-", a), { binding: "static" }),
  raw("pos", (rt, [a]) => unary(rt, "+", a), { binding: "static" }),
  raw("invert", (rt, [a]) => unary(rt, "~", a), { binding: "static" }),
  raw("not_", (rt, [a]) => !rt.truth(a), { binding: "static" }),
  raw("truth", (rt, [a]) => rt.truth(a), { binding: "static" }),
  raw("abs", (rt, [a]) => absolute(rt, a), { binding: "static" }),
  raw("index", (rt, [a]) => indexNumber(rt, a), { binding: "static" }),
  raw("contains", (rt, [a, b]) => compare(rt, "in", b, a), { binding: "static" }),
  raw("getitem", (rt, [a, b]) => subscript(rt, a, b), { binding: "static" }),
  raw("setitem", (rt, [a, b, c]) => { assignSubscript(rt, a, b, c); return null; }, { binding: "static" }),
  raw("delitem", (rt, [a, b]) => { deleteSubscript(rt, a, b); return null; }, { binding: "static" }),
  raw("itemgetter", (_, keys) => raw("itemgetter", (rt, [object]) => (keys.length === 1 ? subscript(rt, object, keys[0]) : new PyTuple(keys.map((key) => subscript(rt, object, key)))), { binding: "static" }), { binding: "static" }),
  raw("attrgetter", (_, names) => raw("attrgetter", (rt, [object]) => {
    const get = (path: Value): Value => String(path).split(".").reduce((from: Value, name) => rt.getAttribute(from, name), object);
    return names.length === 1 ? get(names[0]) : new PyTuple(names.map(get));
  }, { binding: "static" }), { binding: "static" }),
  raw("methodcaller", (_, [name, ...args], keywords) => raw("methodcaller", (rt, [object]) => rt.call(rt.getAttribute(object, String(name)), args, keywords), { binding: "static" }), { binding: "static" }),
];

export const operatorModule = (): PyModule => new PyModule("operator", new Map<string, Value>(functions.map((one) => [one.name, one])));
