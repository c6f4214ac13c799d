/** grad, jacobian, make_vjp and their kin (autograd/differential_operators.py). */
import { bind, native, signature } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type Keywords, PyBuiltin, PyTuple, Unsupported, type Value } from "../../python/object.js";
import { fromNumbers, size } from "../../tensor/array.js";
import { sizeOf } from "../../tensor/shape.js";
import { constantNode, type Node } from "../../trace/node.js";
import { intArgument, isSequence } from "../arguments.js";
import { resultOf } from "../numpy/array-type.js";
import { run } from "../numpy/call.js";
import type { Container } from "./containers.js";
import { nodesIn } from "./containers.js";
import { autogradMessages as say } from "./messages.js";
import { announce, inNesting, onesLike, pulledBack, pushedForward, type Traced, traced } from "./walks.js";

type Call = (machine: Machine, callee: Value, argnum: Value, args: readonly Value[], keywords: Keywords) => Value;

/** `operator(fun, argnum=0)` gives a function of the same arguments. */
function operator(name: string, work: Call, extra = ""): PyBuiltin {
  const parsed = signature(`${name}(fun, argnum=0${extra})`);
  return new PyBuiltin(name, (machine, args, keywords) => {
    const { values } = bind(machine, parsed, args, keywords);
    return new PyBuiltin(`${name}_of_function`, (inner, given, named) => work(inner, values.fun!, values.argnum!, given, named), "static");
  }, "static");
}

function enter(machine: Machine, callee: Value, argnum: Value, args: readonly Value[], keywords: Keywords): { run: Traced; back: (nodes: readonly Node[]) => Value } {
  const several = isSequence(argnum);
  const argnums = several ? argnum.items.map((one) => intArgument(machine, one, "argnum")) : [intArgument(machine, argnum, "argnum")];
  const [run, parts] = traced(machine, callee, argnums, args, keywords);
  return { run, back: (nodes) => (several ? tupleOf(parts, nodes) : inNesting(run.argument, nodes)) };
}

function tupleOf(parts: readonly Container[], nodes: readonly Node[]): PyTuple {
  let at = 0;
  return new PyTuple(parts.map((part) => inNesting(part, nodes.slice(at, (at += part.leaves.length)))));
}

/** The one real number a gradient is taken of. */
function realEnd(machine: Machine, answer: Value, who: string): Node {
  const end = machine.nodeOf(answer);
  if (!end) throw machine.raise("TypeError", `Can't find vector space for value ${machine.repr(answer)} of type ${machine.repr(machine.typeOf(answer))}. Valid types are dict_keys([])`);
  if (size(end.value) !== 1) throw machine.raise("TypeError", `${who} only applies to real scalar-output functions. Try jacobian, elementwise_grad or holomorphic_grad.`);
  return end;
}

function gradient(machine: Machine, entered: ReturnType<typeof enter>, answer: Value, who: string): Value {
  const end = realEnd(machine, answer, who);
  announce(machine, end);
  return entered.back(pulledBack({ ...entered.run, answer }, [onesLike(end)]));
}

/** One walk back for each element of the answer, stacked: shape of the answer, then of the argument. */
function jacobianOf({ argument, answer, machine }: Traced): Value {
  const [end] = nodesIn(machine, answer);
  const { shape } = end!.value;
  const count = sizeOf(shape);
  const rows = Array.from({ length: count }, (_, i) => {
    const unit = new Float64Array(count);
    unit[i] = 1;
    return pulledBack({ argument, answer, machine }, [constantNode(fromNumbers(end!.value.dtype, shape, unit), false)]);
  });
  const stacked = argument.leaves.map((leaf, k) => {
    const parts = rows.map((row) => run(machine, "reshape", [row[k]!], { shape: [1, ...leaf.shape] }));
    const all = parts.length === 1 ? parts[0]! : run(machine, "cat", parts, { axis: 0 });
    return run(machine, "reshape", [all], { shape: [...shape, ...leaf.shape] });
  });
  return inNesting(argument, stacked);
}

const jacobian: Call = (machine, callee, argnum, args, keywords) => jacobianOf(enter(machine, callee, argnum, args, keywords).run);

const vjpFunction = (of: ReturnType<typeof enter>): PyBuiltin =>
  new PyBuiltin("vjp", (machine, [g]) => of.back(pulledBack(of.run, nodesIn(machine, g!))), "static");

/** A derivative along a vector, of the gradient: H·v. */
const hessianVector: Call = (machine, callee, argnum, args, keywords) => {
  const vector = args.at(-1)!;
  const entered = enter(machine, callee, argnum, args.slice(0, -1), keywords);
  const end = realEnd(machine, entered.run.answer, "Grad");
  const gradients = pulledBack(entered.run, [onesLike(end)]);
  const products = gradients.map((node, i) => run(machine, "sum", [run(machine, "mul", [node, nodesIn(machine, vector)[i]!])]));
  const total = products.reduce((a, b) => run(machine, "add", [a, b]));
  return entered.back(pulledBack({ ...entered.run, answer: resultOf(total) }, [onesLike(total)]));
};

const vectorJacobian: Call = (machine, callee, argnum, args, keywords) => {
  const entered = enter(machine, callee, argnum, args.slice(0, -1), keywords);
  return entered.back(pulledBack(entered.run, nodesIn(machine, args.at(-1)!)));
};

const makeJvp = (name: string, tangentOf: (machine: Machine, call: (tangent: Value) => Value, run: Traced) => Value): PyBuiltin =>
  operator(name, (machine, callee, argnum, args, keywords) => {
    const { run } = enter(machine, callee, argnum, args, keywords);
    return tangentOf(machine, (tangent) => {
      const pushed = pushedForward(run, nodesIn(machine, tangent)).map(resultOf);
      return new PyTuple([run.answer, pushed.length === 1 ? pushed[0]! : new PyTuple(pushed)]);
    }, run);
  });

const refused = (name: string): PyBuiltin => new PyBuiltin(name, () => { throw new Unsupported("unsupported-call", say.name(`autograd.${name}`)); }, "static");

const grad = operator("grad", (machine, callee, argnum, args, keywords) => {
  const entered = enter(machine, callee, argnum, args, keywords);
  return gradient(machine, entered, entered.run.answer, "Grad");
});

export const OPERATORS: readonly PyBuiltin[] = [
  grad,
  operator("value_and_grad", (machine, callee, argnum, args, keywords) => {
    const entered = enter(machine, callee, argnum, args, keywords);
    return new PyTuple([entered.run.answer, gradient(machine, entered, entered.run.answer, "value_and_grad")]);
  }),
  operator("grad_and_aux", (machine, callee, argnum, args, keywords) => {
    const entered = enter(machine, callee, argnum, args, keywords);
    const answer = entered.run.answer as PyTuple; // the function's contract: (value, anything else)
    return new PyTuple([gradient(machine, entered, answer.items[0]!, "Grad"), answer.items[1]!]);
  }),
  operator("elementwise_grad", (machine, callee, argnum, args, keywords) => {
    const entered = enter(machine, callee, argnum, args, keywords);
    const ends = nodesIn(machine, entered.run.answer);
    return entered.back(pulledBack(entered.run, ends.map(onesLike)));
  }),
  operator("jacobian", jacobian),
  operator("hessian", (machine, callee, argnum, args, keywords) => {
    const inner = new PyBuiltin("jacobian", (within, given, named) => jacobian(within, callee, argnum, given, named), "static");
    return jacobian(machine, inner, argnum, args, keywords);
  }),
  operator("make_vjp", (machine, callee, argnum, args, keywords) => {
    const entered = enter(machine, callee, argnum, args, keywords);
    return new PyTuple([vjpFunction(entered), entered.run.answer]);
  }),
  makeJvp("make_jvp", (_, push) => new PyBuiltin("jvp", (__, [tangent]) => push(tangent!), "static")),
  makeJvp("make_jvp_reversemode", (_, push) => new PyBuiltin("jvp", (__, [tangent]) => (push(tangent!) as PyTuple).items[1]!, "static")), // a pair, above
  makeJvp("deriv", (_, push, { argument }) => (push(argument.rebuild(argument.leaves.map((leaf) => resultOf(onesLike(leaf.tracedNode(_)))))) as PyTuple).items[1]!), // as above
  operator("hessian_vector_product", hessianVector), operator("hessian_tensor_product", hessianVector),
  operator("vector_jacobian_product", vectorJacobian), operator("tensor_jacobian_product", vectorJacobian),
  native("grad_named(fun, argname)", (machine, a) => new PyBuiltin("gradfun", (inner, args, keywords) => {
    const code = machine.findAttribute(machine.getAttribute(a.fun!, "__code__"), "co_varnames");
    const names = code === undefined ? [] : [...machine.iterate(code)].map(String);
    return inner.call(inner.call(grad, [a.fun!, names.indexOf(String(a.argname))]), args, keywords);
  }, "static")),
  native("multigrad(fun, argnums=None)", (machine, a) => machine.call(grad, [a.fun!, a.argnums ?? new PyTuple([0])])),
  native("checkpoint(fun)", (_, a) => a.fun!),
  refused("holomorphic_grad"), refused("ggnvp"), refused("make_ggnvp"),
];
