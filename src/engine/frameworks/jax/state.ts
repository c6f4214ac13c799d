/** What a run of JAX keeps: its settings. */
import type { Machine } from "../../python/machine.js";
import type { Dtype } from "../../tensor/dtype.js";

export interface JaxState {
  /** `jax_enable_x64`: off, every 64-bit dtype is its 32-bit one. */
  x64: boolean;
}

export const jaxState = (machine: Machine): JaxState => machine.state("jax settings", () => ({ x64: false }));

const NARROW: Partial<Record<Dtype, Dtype>> = { float64: "float32", int64: "int32" };

/** The dtype an array gets that asks for `dtype`. */
export const canonical = (machine: Machine, dtype: Dtype): Dtype => (jaxState(machine).x64 ? dtype : (NARROW[dtype] ?? dtype));

export const defaultFloat = (machine: Machine): Dtype => canonical(machine, "float64");
export const defaultInt = (machine: Machine): Dtype => canonical(machine, "int64");

