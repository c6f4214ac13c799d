/** torch.optim.swa_utils: running averages of a model's weights (Izmailov et al. 2018). */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyFloat, type PyInstance, PyType, type Value } from "../../../python/object.js";
import { full, toNumbers } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument } from "../../arguments.js";
import { valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { membersOf, modulesOf } from "../nn/module-methods.js";
import { initialize, isModule, moduleType, registerBuffer, registered, registerModule } from "../nn/module.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { own } from "./base.js";
import { type Schedule, scheduler } from "./scheduler.js";

type Average = (machine: Machine, average: Node, now: Node, count: number) => Node;
const swa: Average = (machine, average, now, count) => torchState(machine).ops.apply("lerp", [average, now, constantNode(1 / (count + 1))]);

/** A user's function of the averaged tensor, the model's and the number averaged so far. */
const given = (callee: Value): Average => (machine, average, now, count) => asTensor(machine.call(callee, [new Tensor(average), new Tensor(now), new Tensor(constantNode(full("int64", [], count), false))])).node(machine);

const emaFunctions = new WeakMap<object, Average>();
function ema(name: string, whole: boolean): ReturnType<typeof native> {
  return native(`${name}(decay=None)`, (machine, a) => {
    const decay = a.decay === null ? 0.999 : floatArgument(machine, a.decay!, "decay");
    if (decay < 0 || decay > 1) throw valueError(machine, `Invalid decay value ${decay} provided. Please provide a value in [0,1] range.`);
    const average: Average = (inner, before, now) => {
      const { ops } = torchState(inner);
      return whole ? ops.apply("lerp", [before, now, constantNode(1 - decay)]) : ops.add(ops.scale(before, decay), ops.scale(now, 1 - decay));
    };
    const callee = native(whole ? "ema_update(ema_param_list, current_param_list, _)" : "ema_update(ema_param, current_param, num_averaged)", (inner, b) => new Tensor(average(inner, asTensor(b.ema_param).node(inner), asTensor(b.current_param).node(inner), 0)));
    emaFunctions.set(callee, average);
    return callee;
  });
}

const averages = new WeakMap<PyInstance, { readonly average: Average; readonly buffers: boolean }>();

function update(machine: Machine, self: PyInstance, model: PyInstance): void {
  const { average, buffers } = averages.get(self)!; // set by __init__
  const counter = asTensor(registered(self, "n_averaged"));
  const count = toNumbers(counter.array())[0]!;
  const inner = registered(self, "module") as PyInstance; // registered by __init__
  const { recording } = machine.trace;
  machine.trace.recording = false;
  const kinds = buffers ? (["_parameters", "_buffers"] as const) : (["_parameters"] as const);
  for (const kind of kinds) {
    const theirs = membersOf(model, kind);
    membersOf(inner, kind).forEach(([, held], i) => {
      const now = theirs[i]![1].node(machine);
      const next = count === 0 || kind === "_buffers" && held.dtype === "int64" ? now : average(machine, held.node(machine), now, count);
      overwrite(machine, held, machine.trace.leaf(torchState(machine).ops.apply("clone", [next]).value, { kind: "computed" }));
    });
  }
  if (!buffers) {
    const theirs = membersOf(model, "_buffers");
    membersOf(inner, "_buffers").forEach(([, held], i) => overwrite(machine, held, machine.trace.leaf(torchState(machine).ops.apply("clone", [theirs[i]![1].node(machine)]).value, { kind: "computed" })));
  }
  overwrite(machine, counter, constantNode(full("int64", [], count + 1), false));
  machine.trace.recording = recording;
}

const averagedModel = define(new PyType("AveragedModel", [moduleType], "torch.optim.swa_utils"), [
  native("__init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False)", (machine, a) => {
    initialize(own(a.self));
    registerModule(machine, own(a.self), "module", machine.deepCopy(a.model!));
    registerBuffer(machine, own(a.self), "n_averaged", new Tensor(constantNode(full("int64", [], 0), false)));
    const chosen = a.multi_avg_fn ?? a.avg_fn ?? null;
    averages.set(own(a.self), { average: chosen === null ? swa : (emaFunctions.get(chosen as object) ?? given(chosen)), buffers: machine.truth(a.use_buffers!) });
    return null;
  }),
  native("forward(self, *args, **kwargs)", (machine, a, bound) => machine.call(registered(own(a.self), "module")!, bound.rest, bound.restKeywords)),
  native("update_parameters(self, model)", (machine, a) => {
    update(machine, own(a.self), own(a.model));
    return null;
  }),
]);

/** Running statistics of all batch norms anew, as plain averages over the loader's batches. */
const updateStatistics = native("update_bn(loader, model, device=None)", (machine, a) => {
  if (!isModule(a.model)) return null;
  const norms = modulesOf(a.model).map(([, module]) => module).filter((module) => isTensor(registered(module, "running_mean")));
  if (!norms.length) return null;
  const training = a.model.dict.get("training") ?? false;
  const momenta = norms.map((module) => module.dict.get("momentum") ?? null);
  for (const module of norms) {
    machine.call(machine.getAttribute(module, "reset_running_stats"), []);
    module.dict.set("momentum", null);
  }
  const { recording } = machine.trace;
  machine.trace.recording = false;
  machine.call(machine.getAttribute(a.model, "train"), []);
  for (const batch of machine.iterate(a.loader!)) machine.call(a.model, [isTensor(batch) ? batch : machine.subscript(batch, 0)]);
  machine.trace.recording = recording;
  norms.forEach((module, i) => module.dict.set("momentum", momenta[i]!));
  machine.call(machine.getAttribute(a.model, "train"), [training]);
  return null;
});

/** Anneals every group's rate to its `swa_lr` and keeps it there. */
function annealed(s: Schedule): number[] {
  const steps = s.number("anneal_epochs");
  const cosine = s.get("anneal_strategy") !== "linear";
  const part = (epoch: number): number => {
    const t = Math.max(0, Math.min(1, epoch / Math.max(1, steps)));
    return cosine ? (1 - Math.cos(Math.PI * t)) / 2 : t;
  };
  const counted = s.number("_step_count") - 1;
  const step = steps === 0 ? Math.max(1, counted) : counted;
  const [before, now] = [part(step - 1), part(step)];
  return s.groups.map((group) => {
    const [wanted, rate] = [s.of(group, "swa_lr"), s.of(group, "lr")];
    const start = before === 1 ? wanted : (rate - before * wanted) / (1 - before);
    return wanted * now + start * (1 - now);
  });
}

const swaRate = scheduler({
  signature: "SWALR(optimizer, swa_lr, anneal_epochs=10, anneal_strategy='cos')",
  prepare: (s, a) => {
    s.perGroup("swa_lr", a.swa_lr!).forEach((rate, i) => { s.machine.call(s.machine.getAttribute(s.groups[i]!, "__setitem__"), ["swa_lr", rate instanceof PyFloat ? rate : new PyFloat(floatArgument(s.machine, rate, "swa_lr"))]); });
    if (a.anneal_strategy !== "cos" && a.anneal_strategy !== "linear") throw valueError(s.machine, `anneal_strategy must by one of 'cos' or 'linear', instead got ${s.machine.str(a.anneal_strategy!)}`);
    s.set("anneal_strategy", a.anneal_strategy);
    s.set("anneal_epochs", a.anneal_epochs!);
  },
  rates: annealed,
});

export const AVERAGING_MEMBERS: readonly (readonly [string, Value])[] = [["AveragedModel", averagedModel], ["SWALR", swaRate], ["update_bn", updateStatistics], ["get_ema_avg_fn", ema("get_ema_avg_fn", false)], ["get_ema_multi_avg_fn", ema("get_ema_multi_avg_fn", true)]];
