/** `import torch` and its submodules. Names come from the cards' spellings first, then from the tables here. */
import type { Machine, ModuleTable } from "../../python/machine.js";
import { native } from "../../python/define-native.js";
import { PyBuiltin, PyFloat, PyModule, PyTuple, Unsupported, type Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import { frameworkMessages as say } from "./messages.js";
import { SPELLINGS } from "../spelling.js";
import { backwardFunction, grad, gradMode } from "./autograd.js";
import { apply, spelledFunction } from "./call.js";
import { CREATION, legacyConstructor } from "./creation.js";
import { FUNCTIONS_ONLY, installSharedMethods, SHARED } from "./functions.js";
import { FUNCTIONAL } from "./functional.js";
import { installTensor } from "./members.js";
import { INIT } from "./nn/init.js";
import { nnMembers } from "./nn/index.js";
import { optimMembers, schedulerMembers } from "./optim.js";
import { deviceType, DTYPES, dtypeArgument, isTensor, parameterType, sizeType, stateOf, tensorType } from "./tensor-type.js";
import { CLIP } from "./clip.js";

installTensor();
installSharedMethods();

/** Members of a module by the cards spelled in it: `torch.` + names without a further dot. */
function spelledMembers(prefix: string): [string, Value][] {
  return [...SPELLINGS.keys()].flatMap((name): [string, Value][] => {
    const short = name.startsWith(prefix) ? name.slice(prefix.length) : "";
    const member = short && !short.includes(".") ? spelledFunction(name) : undefined;
    return member ? [[short, member]] : [];
  });
}

const named = (members: readonly PyBuiltin[]): [string, Value][] => members.map((member) => [member.name, new PyBuiltin(member.name, member.call, "static")]);

/** A name that is not there is real in PyTorch more often than not: using it is "not yet". */
function moduleOf(name: string, members: Iterable<readonly [string, Value]>): PyModule {
  const dict = new Map<string, Value>([["__name__", name], ...members]);
  return new PyModule(name, dict, (_, missing) => {
    if (missing.startsWith("__")) return undefined;
    const viewed = missing.endsWith("_copy") ? (dict.get(missing.slice(0, -5)) ?? tensorType.lookup(missing.slice(0, -5))) : undefined;
    if (viewed instanceof PyBuiltin) return copying(missing, viewed);
    throw new Unsupported("unsupported-call", say.unsupportedName(`${name}.${missing}`));
  });
}

/** `expand_copy` and its like: the view's values in a place of their own. */
const copying = (name: string, view: PyBuiltin): PyBuiltin =>
  new PyBuiltin(name, (machine, args, keywords) => {
    const own = (value: Value): Value => (isTensor(value) ? apply(machine, "clone", [value.tracedNode(machine)]) : value);
    const result = view.call(machine, args, keywords);
    return result instanceof PyTuple ? new PyTuple(result.items.map(own)) : own(result);
  }, "static");

const noGrad = gradMode("no_grad", false);
const enableGrad = gradMode("enable_grad", true);
const inference = gradMode("inference_mode", false);
const setGradEnabled = gradMode("set_grad_enabled", null);

tensorType.construct = (machine, args) => legacyConstructor("Tensor", null).call(machine, args, new Map());

function torchModule(machine: Machine): PyModule {
  const get = (name: string): Value => module(machine, name);
  const nn = get("torch.nn");
  return moduleOf("torch", [
    ...spelledMembers("torch."), ...named(CREATION), ...named(FUNCTIONS_ONLY), ...named(SHARED),
    ...DTYPES,
    ["Tensor", tensorType], ["Size", sizeType], ["device", deviceType], ["strided", "torch.strided"],
    ...([["FloatTensor", "float32"], ["DoubleTensor", "float64"], ["LongTensor", "int64"], ["IntTensor", "int32"], ["BoolTensor", "bool"], ["ByteTensor", "uint8"]] as const).map(([name, dtype]): [string, Value] => [name, legacyConstructor(name, dtype)]),
    ["pi", new PyFloat(Math.PI)], ["e", new PyFloat(Math.E)], ["inf", new PyFloat(Number.POSITIVE_INFINITY)], ["nan", new PyFloat(Number.NaN)], ["newaxis", null],
    ["no_grad", noGrad], ["enable_grad", enableGrad], ["inference_mode", inference], ["set_grad_enabled", setGradEnabled],
    ["set_default_dtype", native("set_default_dtype(d)", (m, a) => {
      const dtype = dtypeArgument(a.d!);
      if (!dtype || !isFloating(dtype)) throw m.raise("TypeError", "only floating-point types are supported as the default type");
      stateOf(m).defaultFloat = dtype;
      return null;
    })],
    ["use_deterministic_algorithms", native("use_deterministic_algorithms(mode, warn_only=False)", () => null)],
    ["set_num_threads", native("set_num_threads(n)", () => null)],
    ["compile", native("compile(model=None, **options)", (_, a) => a.model!)],
    ["__version__", "2.13.0+cpu"],
    ["nn", nn], ["optim", get("torch.optim")], ["autograd", get("torch.autograd")], ["linalg", get("torch.linalg")], ["special", get("torch.special")], ["utils", get("torch.utils")], ["cuda", get("torch.cuda")], ["backends", get("torch.backends")], ["random", get("torch.random")],
    ["relu", spelledFunction("torch.relu")!],
    ["dropout", FUNCTIONAL.find((one) => one.name === "dropout")!],
  ]);
}

const unavailable = native("is_available()", () => false);

const MAKERS: Readonly<Record<string, (machine: Machine) => PyModule>> = {
  torch: torchModule,
  "torch.nn": (machine) => moduleOf("torch.nn", [...nnMembers(), ["functional", module(machine, "torch.nn.functional")], ["init", module(machine, "torch.nn.init")], ["utils", module(machine, "torch.nn.utils")], ["Parameter", parameterType], ["parameter", moduleOf("torch.nn.parameter", [["Parameter", parameterType]])]]),
  "torch.nn.functional": () => moduleOf("torch.nn.functional", [...spelledMembers("torch.nn.functional."), ["relu", spelledFunction("torch.nn.functional.relu")!], ...named(FUNCTIONAL), ]),
  "torch.nn.init": () => moduleOf("torch.nn.init", named(INIT)),
  "torch.nn.utils": () => moduleOf("torch.nn.utils", named(CLIP)),
  "torch.nn.parameter": () => moduleOf("torch.nn.parameter", [["Parameter", parameterType]]),
  "torch.nn.modules": () => moduleOf("torch.nn.modules", nnMembers()),
  "torch.optim": (machine) => moduleOf("torch.optim", [...optimMembers(), ["lr_scheduler", module(machine, "torch.optim.lr_scheduler")]]),
  "torch.optim.lr_scheduler": () => moduleOf("torch.optim.lr_scheduler", schedulerMembers()),
  "torch.autograd": () => moduleOf("torch.autograd", [["grad", new PyBuiltin("grad", grad.call, "static")], ["backward", new PyBuiltin("backward", backwardFunction.call, "static")], ["no_grad", noGrad], ["enable_grad", enableGrad], ["set_grad_enabled", setGradEnabled], ["Variable", new PyBuiltin("Variable", (_, args) => args[0]!, "static")], ["set_detect_anomaly", native("set_detect_anomaly(mode)", () => null)]]),
  "torch.linalg": () => moduleOf("torch.linalg", [...spelledMembers("torch.linalg."), ["norm", new PyBuiltin("norm", SHARED.find((one) => one.name === "norm")!.call, "static")]]),
  "torch.special": () => moduleOf("torch.special", spelledMembers("torch.special.")),
  "torch.utils": () => moduleOf("torch.utils", []),
  "torch.random": () => moduleOf("torch.random", named(CREATION.filter((one) => one.name === "manual_seed"))),
  "torch.cuda": () => moduleOf("torch.cuda", [["is_available", unavailable], ["manual_seed", native("manual_seed(seed)", () => null)], ["manual_seed_all", native("manual_seed_all(seed)", () => null)], ["device_count", native("device_count()", () => 0)], ["empty_cache", native("empty_cache()", () => null)], ["synchronize", native("synchronize(device=None)", () => null)]]),
  "torch.backends": () => moduleOf("torch.backends", [["mps", moduleOf("torch.backends.mps", [["is_available", unavailable], ["is_built", unavailable]])], ["cudnn", moduleOf("torch.backends.cudnn", [["deterministic", false], ["benchmark", false], ["enabled", false], ["is_available", unavailable]])]]),
};

function module(machine: Machine, name: string): PyModule {
  return machine.state(`torch-module ${name}`, () => MAKERS[name]!(machine));
}

const TABLE: ModuleTable = new Map(Object.keys(MAKERS).map((name) => [name, (machine: Machine) => module(machine, name)]));

export const torchModules: ModuleTable = TABLE;

