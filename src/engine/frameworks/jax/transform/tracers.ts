/** What JAX shows of a value inside a transformation, and what it refuses to do with one whose number it would not know. */
import { forwardTangents } from "../../../autodiff/forward.js";
import type { Machine } from "../../../python/machine.js";
import { PyRaise, PyType } from "../../../python/object.js";
import { EXCEPTIONS, makeException } from "../../../python/values/exception.js";
import type { Node } from "../../../trace/node.js";
import type { JaxArray } from "../array.js";
import { stateOf } from "../../numpy/array-type.js";
import { jaxStr } from "../printing.js";
import type { Part } from "../part.js";
import { avalText, shortAval } from "./leaves.js";
import { type Level, levelOf, running } from "./levels.js";

/** The text of a value that belongs to a running transformation; null: it is an ordinary array. */
export function tracerText(machine: Machine, x: JaxArray): string | null {
  return running(machine).length && levelOf(machine, x.node) ? textBelow(machine, x, Number.POSITIVE_INFINITY) : null;
}

function textBelow(machine: Machine, x: JaxArray, below: number): string {
  const found = levelOf(machine, x.node, below);
  if (!found) return jaxStr(x.node.value, stateOf(machine).print);
  const { level, depth } = found;
  switch (level.kind) {
    case "jit":
      return `JitTracer(${avalText(x, true)})`;
    case "vmap":
      return `VmapTracer(aval=${avalText(x, true)}, batched=${avalText({ dtype: x.dtype, weakType: x.weakType, shape: [level.size!, ...x.shape] }, true)})`; // a vmap level has a size
    case "grad":
      return `GradTracer(primal=${textBelow(machine, x, depth)}, typeof(tangent)=${shortAval(x)})`;
    case "jvp":
      return `JVPTracer(primal=${textBelow(machine, x, depth)}, tangent=${tangentText(machine, x.node, level)})`;
  }
}

function tangentText(machine: Machine, node: Node, level: Level): string {
  const [tangent] = forwardTangents([node], level.tangents ?? new Map(), { enter: (one) => one.id >= level.mark || level.inputs.has(one) });
  return tangent ? jaxStr(tangent.value, stateOf(machine).print) : "0";
}

const error = (name: string, base: PyType): PyType => new PyType(name, [base], "jax.errors");
const typeError = EXCEPTIONS.get("TypeError")!;
const concretization = error("ConcretizationTypeError", typeError);
const ERRORS = {
  ConcretizationTypeError: concretization,
  TracerBoolConversionError: error("TracerBoolConversionError", concretization),
  TracerIntegerConversionError: error("TracerIntegerConversionError", typeError),
  TracerArrayConversionError: error("TracerArrayConversionError", typeError),
  NonConcreteBooleanIndexError: error("NonConcreteBooleanIndexError", EXCEPTIONS.get("IndexError")!),
  UnexpectedTracerError: error("UnexpectedTracerError", EXCEPTIONS.get("RuntimeError")!),
  JaxRuntimeError: error("JaxRuntimeError", EXCEPTIONS.get("RuntimeError")!),
} as const;

type Use = "bool" | "index" | "float" | "int" | "item" | "array" | "mask";

const raise = (name: keyof typeof ERRORS, message: string): PyRaise => new PyRaise(makeException(ERRORS[name], [`${message}\nSee https://docs.jax.dev/en/latest/errors.html#jax.errors.${name}`]));

/** Python asks for the number of a value that JAX has none for. Differentiation alone leaves values known, except where their dtype changes to Python's. */
export function needConcrete(machine: Machine, x: JaxArray, use: Use): void {
  const levels = running(machine);
  if (!levels.length) return;
  const found = levelOf(machine, x.node);
  if (!found) return;
  const known = !levels.some((level, depth) => (level.kind === "jit" || level.kind === "vmap") && depth <= found.depth && levelOf(machine, x.node, depth + 1)?.level === level);
  if (known && (use === "bool" || use === "index" || use === "item" || use === "mask")) return;
  const { level } = found;
  const about = level.about ? `${level.about(machine, x.node)}\n` : "";
  const aval = avalText(x);
  if (use === "bool") throw raise("TracerBoolConversionError", `Attempted boolean conversion of traced array with shape ${aval}.\n${about}`.trimEnd());
  if (use === "index") throw raise("TracerIntegerConversionError", `The __index__() method was called on traced array with shape ${aval}\n${about}`.trimEnd());
  if (use === "array") throw raise("TracerArrayConversionError", `The numpy.ndarray conversion method __array__() was called on traced array with shape ${aval}\n${about}`.trimEnd());
  if (use === "mask") throw raise("NonConcreteBooleanIndexError", `Array boolean indices must be concrete; got ${aval}\n`);
  const why = use === "item" ? "This occurred in the item() method of jax.Array" : `The problem arose with the \`${use}\` function. If trying to convert the data type of a value, try using \`x.astype(${use})\` or \`jnp.array(x, ${use})\` instead.`;
  throw raise("ConcretizationTypeError", `Abstract tracer value encountered where concrete value is expected: traced array with shape ${aval}\n${why}\n${about}`);
}

export const TRACER_ERRORS: Part = { "jax.errors": () => Object.entries(ERRORS) };
