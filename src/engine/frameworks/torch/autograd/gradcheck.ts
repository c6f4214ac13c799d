/** `torch.autograd.gradcheck`: analytical against numerical Jacobians. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { PyBuiltin, PyRaise, PyTuple, PyType, type Value } from "../../../python/object.js";
import { EXCEPTIONS, makeException } from "../../../python/values/exception.js";
import { copy, fromNumbers, size, toNumbers } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument } from "../../arguments.js";
import { grad } from "../autograd.js";
import { valueError } from "../errors.js";
import { pullback, recordingAs } from "../func/differentiate.js";
import { elements, unit } from "../func/rows.js";
import { setRequiresGrad } from "../gradients.js";
import { overwrite } from "../in-place.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";

export const gradcheckErrorType = new PyType("GradcheckError", [EXCEPTIONS.get("RuntimeError")!], "torch.autograd.gradcheck");

interface Tolerances {
  readonly eps: number;
  readonly atol: number;
  readonly rtol: number;
}

const inputsOf = (value: Value): readonly Value[] => (value instanceof PyTuple ? value.items : [value]);
const tensorsOf = (machine: Machine, value: Value): Tensor[] => (isTensor(value) ? [value] : [...machine.iterate(value)].filter(isTensor));

/** ∂output/∂input by central differences, written into the input element by element: [input elements, output elements] a pair. */
function numerical(machine: Machine, callee: Value, args: readonly Value[], input: Tensor, eps: number): number[][][] {
  const before = copy(input.array());
  const at = (i: number, step: number): number[][] => recordingAs(machine, false, () => {
    const moved = toNumbers(before);
    moved[i]! += step;
    overwrite(machine, input, constantNode(fromNumbers(before.dtype, before.shape, moved), false));
    return tensorsOf(machine, machine.call(callee, args)).map((one) => toNumbers(one.array()));
  });
  const columns = Array.from({ length: size(before) }, (_, i) => {
    const [plus, minus] = [at(i, eps), at(i, -eps)];
    return plus.map((values, o) => values.map((value, k) => (value - minus[o]![k]!) / (2 * eps)));
  });
  recordingAs(machine, false, () => { overwrite(machine, input, constantNode(before, false)); });
  return columns;
}

function analytical(machine: Machine, output: Node, input: Node): number[][] {
  const pull = pullback(machine, [input], [output]);
  const rows = recordingAs(machine, false, () => Array.from({ length: elements([output]) }, (_, at) => toNumbers(pull(unit([output], at))[0]!.value)));
  return Array.from({ length: size(input.value) }, (_, i) => rows.map((row) => row[i]!));
}

function check(machine: Machine, callee: Value, inputs: Value, { eps, atol, rtol }: Tolerances): void {
  const args = inputsOf(inputs);
  const wanted = args.flatMap((one, i) => (isTensor(one) && one.requiresGrad(machine) ? [{ tensor: one, at: i }] : []));
  if (!wanted.length) throw valueError(machine, "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.");
  const result = recordingAs(machine, true, () => machine.call(callee, args));
  const outputs = tensorsOf(machine, result).filter((one) => isFloating(one.dtype)).map((one) => one.node(machine));
  const nodes = wanted.map(({ tensor }) => tensor.node(machine));
  const exact = outputs.map((output) => nodes.map((node) => analytical(machine, output, node)));
  wanted.forEach(({ tensor, at }, i) => {
    const columns = numerical(machine, callee, args, tensor, eps);
    outputs.forEach((output, o) => {
      const [a, n] = [exact[o]![i]!, columns.map((column) => column[o]!)];
      if (a.every((row, r) => row.every((value, k) => Math.abs(value - n[r]![k]!) <= atol + rtol * Math.abs(n[r]![k]!)))) return;
      const shown = (matrix: readonly (readonly number[])[]): string => machine.str(new Tensor(constantNode(fromNumbers(output.value.dtype, [matrix.length, matrix[0]?.length ?? 0], matrix.flat()), false)));
      throw new PyRaise(makeException(gradcheckErrorType, [`Jacobian mismatch for output ${o} with respect to input ${at},\nnumerical:${shown(n)}\nanalytical:${shown(a)}\n`]));
    });
  });
}

const OPTIONS = "*, eps=None, atol=None, rtol=None, raise_exception=True, nondet_tol=None, check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False, check_batched_forward_grad=False, check_forward_ad=False, check_fwd_over_rev=False, check_rev_over_rev=True, check_backward_ad=True, gen_non_contig_grad_outputs=False, fast_mode=False, masked=None";

function tolerances(machine: Machine, a: Readonly<Record<string, Value>>): Tolerances {
  const number = (name: string, otherwise: number): number => (a[name] === null ? otherwise : floatArgument(machine, a[name]!, name));
  return { eps: number("eps", 1e-6), atol: number("atol", 1e-5), rtol: number("rtol", 1e-3) };
}

function verdict(raises: boolean, work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (raises || !(error instanceof PyRaise) || error.exception.type !== gradcheckErrorType) throw error;
    return false;
  }
}

const gradcheck = native(`gradcheck(func, inputs, ${OPTIONS})`, (machine, a) =>
  verdict(machine.truth(a.raise_exception!), () => check(machine, a.func!, a.inputs!, tolerances(machine, a))));

/** The gradient as a function of the inputs and of the adjoints of the outputs. */
function gradientFunction(callee: Value, wanted: readonly boolean[], adjoints: number): PyBuiltin {
  return new PyBuiltin("new_func", (machine, args) => recordingAs(machine, true, () => {
    const own = args.slice(0, args.length - adjoints);
    const outputs = tensorsOf(machine, machine.call(callee, own)).filter((one) => one.requiresGrad(machine));
    const options = { gradients: new PyTuple(args.slice(args.length - adjoints)), retainGraph: null, createGraph: true, allowUnused: true, materialize: false, batched: false };
    const gradients = grad(machine, new PyTuple(outputs), new PyTuple(own.filter((_, i) => wanted[i])), options);
    return new PyTuple((gradients as PyTuple).items.filter((one) => one !== null)); // grad gives a tuple
  }));
}

const gradgradcheck = native(`gradgradcheck(func, inputs, grad_outputs=None, ${OPTIONS})`, (machine, a) =>
  verdict(machine.truth(a.raise_exception!), () => {
    const args = inputsOf(a.inputs!);
    const outputs = recordingAs(machine, true, () => tensorsOf(machine, machine.call(a.func!, args))).filter((one) => isFloating(one.dtype));
    const adjoints = a.grad_outputs === null
      ? outputs.map((one) => {
          const drawn = new Tensor(constantNode(torchState(machine).generator.fillUniform(one.shape, -1, 1, one.dtype), false));
          setRequiresGrad(machine, drawn, true);
          return drawn;
        })
      : tensorsOf(machine, a.grad_outputs!);
    const wanted = args.map((one) => isTensor(one) && one.requiresGrad(machine));
    check(machine, gradientFunction(a.func!, wanted, adjoints.length), new PyTuple([...args, ...adjoints]), tolerances(machine, a));
  }));

export const GRADCHECK_MEMBERS: readonly [string, Value][] = [["gradcheck", gradcheck], ["gradgradcheck", gradgradcheck], ["GradcheckError", gradcheckErrorType]];
