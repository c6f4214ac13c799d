/** A program whose spans begin elsewhere: modules of the workspace have rooms of their own. */
import type { Program } from "./program.js";

export const moved = (program: Program, by: number): Program => copy(program, by) as Program; // a copy of its kind

function copy(value: unknown, by: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => copy(one, by));
  if ("start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number") return { start: value.start + by, end: value.end + by };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copy(one, by)]));
}
