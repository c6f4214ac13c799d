/** What Python ints fit which dtype (NEP 50). */
import type { Machine } from "../../python/machine.js";
import type { Dtype } from "../../tensor/dtype.js";

const RANGES: Partial<Record<Dtype, readonly [number, number]>> = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535], int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1], uint64: [0, 2 ** 64] };

export function checkRange(machine: Machine, value: number, dtype: Dtype): void {
  const range = RANGES[dtype];
  if (range && (value < range[0] || value > range[1])) throw machine.raise("OverflowError", `Python integer ${value} out of bounds for ${dtype}`);
}
