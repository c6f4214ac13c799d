/** The modules of PyTorch as Python imports them. */
import type { Machine, ModuleTable } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyFloat, PyInstance, PyModule, PyType, type Value } from "../../python/object.js";
import type { Dtype } from "../../tensor/dtype.js";
import { once } from "../once.js";
import { FORWARD_AD_MEMBERS } from "./autograd/forward-ad.js";
import { FUNCTIONAL_MEMBERS } from "./autograd/functional.js";
import { GRADCHECK_MEMBERS } from "./autograd/gradcheck.js";
import { AUTOGRAD_MEMBERS, CHECKPOINT_MEMBERS, GRAPH_MEMBERS, isAnomalyEnabled, PROFILER_MEMBERS } from "./autograd/members.js";
import { oldConstructor } from "./creation.js";
import { withComplex } from "./complex/index.js";
import { DATA_MEMBERS } from "./data.js";
import { cardFunctions } from "./dispatch.js";
import { deviceType, DTYPE_NAMES, dtypeArgument, dtypeObject, dtypeType, SCALAR_TYPES, sizeType } from "./dtypes.js";
import { placeholder } from "./errors.js";
import { MODE_TYPES } from "./grad-mode.js";
import { CONSTRAINT_MEMBERS, DISTRIBUTION_MEMBERS, DISTRIBUTION_MODULES, KL_MEMBERS, TRANSFORM_MEMBERS } from "./distributions/index.js";
import { FUNC_MEMBERS, FUNCTORCH_MEMBERS, vmap } from "./func/index.js";
import { FUNCTIONS } from "./functions/index.js";
import { FUNCTIONAL_NAMES, NN_NAMES, TORCH_NAMES } from "./known-names.js";
import "./members.js";
import { MORE_FUNCTIONS } from "./nn/more-layers.js";
import { FUNCTIONAL, FUNCTIONAL_TABLE } from "./nn/functional.js";
import { LAYER_FUNCTIONS, INIT_MEMBERS, NN_MEMBERS, PARAMETRIZATIONS_MEMBERS, PARAMETRIZE_MEMBERS, SEQUENCE_MEMBERS, UTILS_MEMBERS } from "./nn/index.js";
import { FILES } from "./files.js";
import { AVERAGING_MEMBERS } from "./optim/averaging.js";
import { OPTIMIZER_MEMBERS } from "./optim/optimizer.js";
import { SCHEDULERS } from "./optim/schedulers.js";
import { QUESTIONS } from "./questions.js";
import { generatorType } from "./random.js";
import { TESTING_MEMBERS } from "./testing.js";
import { defaultPrint, torchState } from "./state.js";
import { parameterType, tensorType } from "./tensor.js";

const entries = (place: string): [string, PyBuiltin][] => FUNCTIONS.filter((entry) => (entry.where as readonly string[]).includes(place)).map((entry) => [entry.name, entry.builtin]);

const oldTypes: readonly (readonly [string, PyType])[] = Object.entries(SCALAR_TYPES).map(([dtype, name]) => {
  const type = new PyType(`${name}Tensor`, [objectType], "torch");
  type.construct = (machine, args) => oldConstructor(machine, dtype as Dtype, args); // keys are dtypes
  return [type.name, type] as const;
});

const FLOATS: readonly (readonly [string, number])[] = [["pi", Math.PI], ["e", Math.E], ["inf", Infinity], ["nan", Number.NaN]];

const CONSTANTS: readonly (readonly [string, Value])[] = [
  ["newaxis", null], ["__version__", "2.13.0+cpu"],
  ["strided", "torch.strided"], ["contiguous_format", "torch.contiguous_format"], ["channels_last", "torch.channels_last"], ["preserve_format", "torch.preserve_format"],
];

const limits: Readonly<Record<string, readonly [number, number, number, number]>> = {
  float32: [1.1920928955078125e-07, 3.4028234663852886e+38, 1.1754943508222875e-38, 32], float64: [2.220446049250313e-16, Number.MAX_VALUE, 2.2250738585072014e-308, 64], float16: [0.0009765625, 65504, 6.103515625e-05, 16], bfloat16: [0.0078125, 3.3895313892515355e+38, 1.1754943508222875e-38, 16],
};

const infoModule = (machine: Machine, pairs: readonly (readonly [string, Value])[]): Value => {
  void machine;
  return new PyModule("finfo", new Map(pairs));
};

const settings: readonly PyBuiltin[] = [
  native("is_grad_enabled()", (machine) => machine.trace.recording),
  native("is_inference_mode_enabled()", (machine) => !machine.trace.recording && machine.trace.pausedBy === "inference_mode"),
  native("set_default_dtype(d)", (machine, a) => {
    torchState(machine).defaultDtype = dtypeArgument(machine, a.d!) ?? "float32";
    return null;
  }),
  native("get_default_dtype()", (machine) => dtypeObject(torchState(machine).defaultDtype)),
  native("set_default_tensor_type(t)", (machine, a) => {
    torchState(machine).defaultDtype = machine.str(a.t!).includes("Double") ? "float64" : "float32";
    return null;
  }),
  ...["set_default_device(device=None)", "set_num_threads(n=None)", "use_deterministic_algorithms(mode=None, warn_only=None)", "set_float32_matmul_precision(precision=None)", "set_warn_always(b=None)"].map((text) => native(text, () => null)),
  native("get_num_threads()", () => 1), native("are_deterministic_algorithms_enabled()", () => false),
  native("set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None)", (machine, a) => {
    const options = torchState(machine).print;
    if (a.profile === "default") Object.assign(options, defaultPrint());
    if (a.profile === "short") Object.assign(options, defaultPrint(), { precision: 2, edgeitems: 2 });
    if (a.profile === "full") Object.assign(options, defaultPrint(), { threshold: Infinity });
    for (const name of ["precision", "threshold", "edgeitems", "linewidth"] as const) {
      const value = a[name]!;
      if (value !== null) options[name] = value instanceof PyFloat ? value.value : Number(value);
    }
    options.sciMode = a.sci_mode === null ? null : machine.truth(a.sci_mode!);
    return null;
  }),
  ...QUESTIONS,
  native("finfo(type=None)", (machine, a) => {
    const [eps, max, tiny, bits] = limits[dtypeArgument(machine, a.type!) ?? "float32"] ?? limits.float32!;
    return infoModule(machine, [["eps", new PyFloat(eps)], ["max", new PyFloat(max)], ["min", new PyFloat(-max)], ["tiny", new PyFloat(tiny)], ["smallest_normal", new PyFloat(tiny)], ["bits", bits]]);
  }),
  native("iinfo(type)", (machine, a) => {
    const sizes: Readonly<Record<string, number>> = { int64: 64, int32: 32, int16: 16, int8: 8 };
    const bits = sizes[dtypeArgument(machine, a.type!) ?? "int64"] ?? 8;
    const unsigned = dtypeArgument(machine, a.type!) === "uint8";
    const max = unsigned ? 255 : bits === 64 ? 9223372036854775807n : 2 ** (bits - 1) - 1;
    return infoModule(machine, [["max", max], ["min", unsigned ? 0 : bits === 64 ? -9223372036854775808n : -(2 ** (bits - 1))], ["bits", bits]]);
  }),
  native("compile(model=None, **more)", (_, a) => a.model ?? new PyBuiltin("compile", (_machine, [inner]) => inner ?? null)),
];

const cudaMembers: readonly (readonly [string, Value])[] = [
  ["is_available", native("is_available()", () => false)], ["device_count", native("device_count()", () => 0)], ["is_initialized", native("is_initialized()", () => false)],
  ...["manual_seed(seed)", "manual_seed_all(seed)", "empty_cache()", "synchronize(device=None)", "set_device(device)", "reset_peak_memory_stats()"].map((text): [string, Value] => [text.slice(0, text.indexOf("(")), native(text, () => null)]),
  ["memory_allocated", native("memory_allocated(device=None)", () => 0)], ["max_memory_allocated", native("max_memory_allocated(device=None)", () => 0)], ["is_bf16_supported", native("is_bf16_supported()", () => false)],
];

/** Names that `torch` shares with the methods of its tensors: `torch.relu_(x)`, `torch.detach(x)`. */
const sharedMethods = (): (readonly [string, Value])[] => [...TORCH_NAMES].flatMap((name) => {
  const method = tensorType.dict.get(name);
  return method instanceof PyBuiltin && !DEVICE_MODULES.has(name) ? [[name, method] as const] : [];
});
/** Methods of a tensor, modules of torch. */
const DEVICE_MODULES = new Set(["cpu", "cuda", "xpu", "mtia", "ipu"]);

const torchMembers = once(() =>
  withComplex("torch", [
    ...sharedMethods(),
    ...cardFunctions("torch."), ...entries("torch"), ...CONSTANTS, ...DTYPE_NAMES, ...oldTypes, ...MODE_TYPES.map((type): [string, Value] => [type.name, type]),
    ...settings.map((one): [string, Value] => [one.name, one]),
    ...FILES.map((one): [string, Value] => [one.name, one]),
    ["Tensor", tensorType], ["Size", sizeType], ["device", deviceType], ["dtype", dtypeType], ["Generator", generatorType],
    ["autocast", inertContext], ["vmap", vmap], ["is_anomaly_enabled", isAnomalyEnabled],
    ...[...FUNCTIONAL_TABLE, ...MORE_FUNCTIONS].filter((one) => one.where.includes("torch")).map((one): [string, Value] => [one.name, one.builtin]),
  ]));

/** Does nothing to a number: mixed precision and data parallelism run as they would on one CPU in single precision. */
const inertContext = define(new PyType("autocast", [objectType], "torch.amp"), [
  native("__init__(self, *rest, **more)", () => null), native("__enter__(self)", (_, a) => a.self!), native("__exit__(self, *rest)", () => null), native("__call__(self, callee)", (_, a) => a.callee!),
]);
inertContext.construct = () => new PyInstance(inertContext);
const scaler = define(new PyType("GradScaler", [objectType], "torch.amp"), [
  native("__init__(self, *rest, **more)", () => null), native("scale(self, outputs)", (_, a) => a.outputs!), native("step(self, optimizer, *rest)", (machine, a) => machine.call(machine.getAttribute(a.optimizer!, "step"), [])),
  native("update(self, *rest)", () => null), native("unscale_(self, optimizer)", () => null), native("get_scale(self)", () => new PyFloat(1)), native("state_dict(self)", (machine) => machine.makeDict([])), native("load_state_dict(self, state)", () => null),
]);
scaler.construct = () => new PyInstance(scaler);

const wrapper = (name: string): [string, Value] => [name, native(`${name}(module, *rest, **more)`, (_, a) => a.module!)];
const IDENTITIES: readonly (readonly [string, Value])[] = [wrapper("DataParallel"), wrapper("DistributedDataParallel"), ["autocast", inertContext], ["GradScaler", scaler]];

const backends = (name: string): PyModule => new PyModule(`torch.backends.${name}`, new Map<string, Value>([["__name__", `torch.backends.${name}`], ["is_available", native("is_available()", () => false)], ["is_built", native("is_built()", () => false)], ["deterministic", false], ["benchmark", false], ["enabled", name === "cudnn"], ["allow_tf32", name === "cudnn"], ["version", native("version()", () => null)],
  ...(name === "cuda" ? [["matmul", new PyModule("torch.backends.cuda.matmul", new Map<string, Value>([["allow_tf32", false], ["fp32_precision", "none"]]))] as const, ...["flash", "mem_efficient", "math", "cudnn"].map((way) => [`enable_${way}_sdp`, native(`enable_${way}_sdp(enabled)`, () => null)] as const)] : [])]));

/** There is none. */
const acceleratorMembers: readonly (readonly [string, Value])[] = [
  ["is_available", native("is_available()", () => false)], ["device_count", native("device_count()", () => 0)],
  ["current_accelerator", native("current_accelerator(check_available=False)", () => null)], ["synchronize", native("synchronize(device=None)", () => null)],
];

interface Definition {
  /** The same in every run: functions, types. */
  readonly members?: () => Iterable<readonly [string, Value]>;
  /** Made for each run: floats get nodes of their run, settings are written. */
  readonly own?: () => Iterable<readonly [string, Value]>;
  /** Names PyTorch has; no other one exists. null: not recorded, every name may exist. */
  readonly known?: ReadonlySet<string>;
}

const nn = (): readonly (readonly [string, Value])[] => [...NN_MEMBERS, ...IDENTITIES.slice(0, 1)];

const DEFINITIONS: Readonly<Record<string, Definition>> = {
  torch: { members: torchMembers, own: () => FLOATS.map(([name, value]) => [name, new PyFloat(value)]), known: TORCH_NAMES },
  "torch.autograd": { members: () => AUTOGRAD_MEMBERS },
  "torch.autograd.function": { members: () => AUTOGRAD_MEMBERS },
  "torch.autograd.variable": { members: () => AUTOGRAD_MEMBERS },
  "torch.autograd.grad_mode": { members: () => AUTOGRAD_MEMBERS },
  "torch.autograd.anomaly_mode": { members: () => AUTOGRAD_MEMBERS },
  "torch.autograd.functional": { members: () => FUNCTIONAL_MEMBERS },
  "torch.autograd.forward_ad": { members: () => FORWARD_AD_MEMBERS },
  "torch.autograd.gradcheck": { members: () => GRADCHECK_MEMBERS },
  "torch.autograd.graph": { members: () => GRAPH_MEMBERS },
  "torch.autograd.profiler": { members: () => PROFILER_MEMBERS },
  "torch.utils.checkpoint": { members: () => CHECKPOINT_MEMBERS },
  "torch.func": { members: () => FUNC_MEMBERS },
  functorch: { members: () => FUNCTORCH_MEMBERS },
  "torch.distributions": { members: () => DISTRIBUTION_MEMBERS },
  "torch.distributions.constraints": { members: () => CONSTRAINT_MEMBERS },
  "torch.distributions.transforms": { members: () => TRANSFORM_MEMBERS },
  "torch.distributions.kl": { members: () => KL_MEMBERS },
  ...Object.fromEntries(DISTRIBUTION_MODULES.map((name) => [name, { members: () => DISTRIBUTION_MEMBERS }])),
  "torch.testing": { members: () => TESTING_MEMBERS },
  "torch.special": { members: once(() => [...cardFunctions("torch.special."), ...entries("special")]) },
  "torch.linalg": { members: once(() => withComplex("linalg", [...cardFunctions("torch.linalg."), ...entries("linalg")])) },
  "torch.signal": { members: () => [] },
  "torch.signal.windows": { members: () => entries("windows") },
  "torch.fft": { members: once(() => withComplex("fft", [])) },
  "torch.cuda": { members: () => cudaMembers },
  "torch.accelerator": { members: () => acceleratorMembers },
  "torch.backends": { own: () => ["cudnn", "mps", "cuda", "mkldnn", "mkl"].map((name): [string, Value] => [name, backends(name)]) },
  "torch.mps": { members: () => cudaMembers },
  "torch.random": { members: () => entries("torch").filter(([name]) => /seed|rng_state/.test(name)) },
  "torch.nn": { members: nn, known: NN_NAMES },
  "torch.nn.modules": { members: nn },
  "torch.nn.parameter": { members: () => [["Parameter", parameterType]] },
  "torch.nn.functional": { members: once(() => [...cardFunctions("torch.nn.functional."), ...entries("functional"), ...FUNCTIONAL, ...LAYER_FUNCTIONS]), known: FUNCTIONAL_NAMES },
  "torch.nn.init": { members: () => INIT_MEMBERS },
  "torch.nn.utils": { members: () => UTILS_MEMBERS },
  "torch.nn.utils.parametrize": { members: () => PARAMETRIZE_MEMBERS },
  "torch.nn.utils.parametrizations": { members: () => PARAMETRIZATIONS_MEMBERS },
  "torch.nn.utils.clip_grad": { members: () => UTILS_MEMBERS },
  "torch.nn.utils.rnn": { members: () => SEQUENCE_MEMBERS },
  "torch.nn.parallel": { members: () => IDENTITIES.slice(0, 2) },
  "torch.amp": { members: () => IDENTITIES.slice(2) },
  "torch.cuda.amp": { members: () => IDENTITIES.slice(2) },
  "torch.optim": { members: () => OPTIMIZER_MEMBERS },
  "torch.optim.optimizer": { members: () => OPTIMIZER_MEMBERS },
  "torch.optim.lr_scheduler": { members: () => [...SCHEDULERS.map((type): [string, Value] => [type.name, type]), ["_LRScheduler", SCHEDULERS[0]!]] },
  "torch.optim.swa_utils": { members: () => AVERAGING_MEMBERS },
  "torch.utils": { members: () => [] },
  "torch.utils.data": { members: () => DATA_MEMBERS },
  "torch.utils.data.dataset": { members: () => DATA_MEMBERS },
  "torch.utils.data.dataloader": { members: () => DATA_MEMBERS },
  "torch.utils.data.sampler": { members: () => DATA_MEMBERS },
};

/** One object a run for each module, however it is reached. Unknown names are problems when used. */
function moduleNamed(machine: Machine, name: string): PyModule {
  return machine.state(`module ${name}`, () => {
    const { members, own, known } = DEFINITIONS[name]!;
    const dict = new Map<string, Value>(members?.()).set("__name__", name);
    for (const [key, value] of own?.() ?? []) dict.set(key, value);
    const made: PyModule = new PyModule(name, dict, (inner, missing) => {
      const child = `${name}.${missing}`;
      if (child in DEFINITIONS) {
        const module = moduleNamed(inner, child);
        made.dict.set(missing, module);
        return module;
      }
      return missing.startsWith("__") || (known && !known.has(missing)) ? undefined : placeholder(child);
    });
    return made;
  });
}

export const TORCH_MODULES: ModuleTable = new Map(Object.keys(DEFINITIONS).map((name) => [name, (machine: Machine) => moduleNamed(machine, name)]));
