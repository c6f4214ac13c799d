/** All that a Tensor has. In-place methods follow from the others: `name_` writes what `name` gives. */
import { define } from "../../python/define-native.js";
import { PyBuiltin, PyGetter } from "../../python/object.js";
import { release } from "../../trace/handle.js";
import { installComplex } from "./complex/index.js";
import { ComplexTensor, complexParameterType, isComplex } from "./complex/tensor.js";
import { isFloating } from "../../tensor/dtype.js";
import { CONVERSIONS } from "./convert.js";
import { callNamed, cardFunctions } from "./dispatch.js";
import { runtimeError, unsupported } from "./errors.js";
import { FUNCTIONS } from "./functions/index.js";
import { GRADIENT_MEMBERS, setRequiresGrad } from "./gradients.js";
import { TENSOR_NAMES } from "./known-names.js";
import { writeInPlace } from "./in-place.js";
import { OPERATORS } from "./operators.js";
import { torchState } from "./state.js";
import { SUBSCRIPTS } from "./subscript.js";
import { asTensor, isTensor, parameterType, renewed, Tensor, tensorType } from "./tensor.js";
import { nameGradient } from "./grad-names.js";
import { oldConstructor } from "./creation.js";

/** Methods whose functions live in torch.nn.functional or elsewhere only. */
const BORROWED: readonly (readonly [string, string])[] = [["relu", "torch.relu"], ["softmax", "torch.softmax"], ["log_softmax", "torch.log_softmax"], ["logsumexp", "torch.logsumexp"]];

/** Do not change what they are called on although their name would allow an in-place twin. */
const NOT_IN_PLACE = new Set(["size", "dim", "item", "tolist", "numel", "clone", "detach", "view", "reshape", "max", "min", "sum", "mean", "split", "chunk", "unbind", "sort", "topk", "to", "type"]);

function inPlaceTwin(name: string, plain: PyBuiltin): PyBuiltin {
  return new PyBuiltin(`${name}_`, (machine, args, keywords) => {
    const self = asTensor(args[0]);
    return writeInPlace(machine, self, (before) => {
      // The method sees the value of this moment; what it gives is then written.
      const given = args[0] instanceof Tensor ? new Tensor(before) : args[0]!;
      const result = plain.call(machine, [given, ...args.slice(1)], keywords);
      if (!isTensor(result)) return before;
      const node = result.node(machine);
      release(node, before);
      return node;
    });
  }, "method", true);
}

/** These change the layout, not the elements. */
const LAYOUT = ["squeeze", "unsqueeze", "t", "transpose", "swapaxes", "swapdims"] as const;

function layoutTwin(name: string, plain: PyBuiltin): PyBuiltin {
  return new PyBuiltin(`${name}_`, (machine, args, keywords) => {
    const self = asTensor(args[0]);
    const result = plain.call(machine, args, keywords);
    self.replace(machine, asTensor(result).node(machine));
    return self;
  });
}

const matrixTranspose = (name: string): PyGetter => new PyGetter(name, (machine, self) => {
  const node = asTensor(self).node(machine);
  const { ops } = torchState(machine);
  const rank = node.value.shape.length;
  if (name === "T" || name === "H") return new Tensor(nameGradient(ops.permute(node, Array.from({ length: rank }, (_, axis) => rank - 1 - axis)), name === "T" || rank !== 2 ? "PermuteBackward0" : "TransposeBackward0"));
  return new Tensor(ops.transpose(node));
});

function install(): void {
  const methods = new Map<string, PyBuiltin>(cardFunctions("torch.Tensor."));
  for (const [name, target] of BORROWED) if (!methods.has(name)) methods.set(name, new PyBuiltin(name, (machine, args, keywords) => callNamed(machine, target, args, keywords), "method", true));
  for (const entry of FUNCTIONS) if (entry.where.includes("Tensor")) methods.set(entry.name, entry.builtin);
  for (const [name, plain] of [...methods]) {
    if (name.endsWith("_") || NOT_IN_PLACE.has(name) || methods.has(`${name}_`)) continue;
    methods.set(`${name}_`, (LAYOUT as readonly string[]).includes(name) ? layoutTwin(name, plain) : inPlaceTwin(name, plain));
  }
  for (const [name, plain] of methods) tensorType.dict.set(name, plain);
  define(tensorType, [...CONVERSIONS, ...GRADIENT_MEMBERS, ...OPERATORS, ...SUBSCRIPTS, matrixTranspose("T"), matrixTranspose("mT"), matrixTranspose("H"), matrixTranspose("mH"), new PyGetter("real", (_, self) => self)]);
  tensorType.dict.set("__getattr__", new PyBuiltin("__getattr__", (machine, [self, name]) => {
    if (TENSOR_NAMES.has(String(name))) throw unsupported(`Tensor.${String(name)}`);
    throw machine.raise("AttributeError", `'${asTensor(self).type.name}' object has no attribute '${String(name)}'`);
  }));
  installComplex(tensorType.dict);
}
install();

tensorType.construct = (machine, args) => oldConstructor(machine, torchState(machine).defaultDtype, args);

parameterType.construct = (machine, args, keywords) => {
  const data = args[0] ?? keywords.get("data") ?? null;
  const wanted = args[1] ?? keywords.get("requires_grad") ?? true;
  if (isTensor(data) && machine.truth(wanted) && !isFloating(data.dtype)) throw runtimeError(machine, "Only Tensors of floating point and complex dtype can require gradients");
  const source = isTensor(data) ? data : oldConstructor(machine, torchState(machine).defaultDtype, []);
  const parameter = isComplex(source) ? new ComplexTensor(renewed(machine, source.held(machine), "Parameter"), complexParameterType) : new Tensor(renewed(machine, source.node(machine), "Parameter"), parameterType);
  if (machine.truth(wanted)) setRequiresGrad(machine, parameter, true);
  return parameter;
};
