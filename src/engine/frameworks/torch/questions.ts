/** Questions about dtypes, tensors and settings: torch.promote_types, torch.is_nonzero, torch.typename … */
import { native } from "../../python/define-native.js";
import { type PyBuiltin, PyType, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { promote } from "../../trace/promotion.js";
import { nodeOf } from "./dispatch.js";
import { CPU, dtypeArgument, dtypeObject, SCALAR_TYPES } from "./dtypes.js";
import { torchState } from "./state.js";
import { isTensor, tensorType } from "./tensor.js";

export const QUESTIONS: readonly PyBuiltin[] = [
  native("typename(o)", (machine, a) => {
    const given = a.o!;
    if (isTensor(given)) return given.type === tensorType ? `torch.${SCALAR_TYPES[given.dtype]}Tensor` : `${given.type.module}.${given.type.name}`;
    const type = given instanceof PyType ? given : machine.typeOf(given);
    return type.module === "builtins" ? type.name : `${type.module}.${type.name}`;
  }),
  native("promote_types(type1, type2)", (machine, a) => dtypeObject(promote(dtypeArgument(machine, a.type1!) ?? "float32", dtypeArgument(machine, a.type2!) ?? "float32"))),
  native("result_type(tensor1, tensor2)", (machine, a) => {
    const [x, y] = [a.tensor1!, a.tensor2!].map((one) => nodeOf(machine, one));
    return dtypeObject(torchState(machine).ops.add(x!, y!).value.dtype);
  }),
  native("can_cast(from_, to)", (machine, a) => {
    const rank = (value: Value): number => {
      const dtype = dtypeArgument(machine, value)!;
      return dtype === "bool" ? 0 : isFloating(dtype) ? 2 : 1;
    };
    return rank(a.from_!) <= rank(a.to!) && !(dtypeArgument(machine, a.to!) === "uint8" && rank(a.from_!) === 1 && dtypeArgument(machine, a.from_!) !== "uint8");
  }),
  native("is_nonzero(input)", (machine, a) => {
    if (!isTensor(a.input) || toNumbers(a.input.array()).length !== 1) throw machine.raise("RuntimeError", `Boolean value of Tensor with ${isTensor(a.input) && a.input.array().shape.includes(0) ? "no values" : "more than one value"} is ambiguous`);
    return toNumbers(a.input.array())[0] !== 0;
  }),
  native("is_same_size(input, other)", (_, a) => isTensor(a.input) && isTensor(a.other) && a.input.shape.join() === a.other.shape.join()),
  native("is_storage(obj)", () => false), native("is_inference(input)", () => false),
  native("is_signed(input)", (_, a) => isTensor(a.input) && !["uint8", "bool"].includes(a.input.dtype)),
  native("get_float32_matmul_precision()", () => "highest"), native("get_default_device()", () => CPU), native("is_autocast_enabled(device_type=None)", () => false), native("set_flush_denormal(mode)", () => true), native("get_num_interop_threads()", () => 1), native("is_warn_always_enabled()", () => false),
];
