/** Which directions of a leaf are compared: every element of a small one; of a large one random directions and its steepest elements. */
import type { Direction } from "./line.js";
import { RandomSigns } from "./random-signs.js";

/** Elements of a leaf up to which each is compared. */
const ALL = 48;
/** Of a larger one. */
const STEEPEST = 24;
const VECTORS = 3;
/** Elements that all replays of one check together may read and write, about: seconds of work. */
const WORK = 1e8;
/** Replays that one direction takes, about. */
const REPLAYS = 5;

/** How many directions of each leaf fit into the work, all or fewer; at least 2. `works`: of one replay for each leaf. */
export function directionsThatFit(works: readonly number[]): number[] {
  const each = WORK / Math.max(1, works.length);
  return works.map((work) => Math.max(2, Math.min(ALL, Math.floor(each / (REPLAYS * Math.max(1, work))))));
}

/** `gradient`: of the leaf; `values`: its own, by which random directions are weighed, so that no small element leaves its domain. */
export function directionsOf(gradient: ArrayLike<number>, values: readonly number[], fit: number, seed: number): Direction[] {
  const count = values.length;
  if (count <= fit) return Array.from({ length: count }, (_, element) => ({ kind: "element", element }));
  const steepest = Array.from({ length: count }, (_, i) => i).sort((a, b) => rank(gradient[b]!) - rank(gradient[a]!) || a - b);
  const vectorCount = Math.min(VECTORS, fit - 1);
  const elements = steepest.slice(0, Math.min(STEEPEST, fit - vectorCount)).sort((a, b) => a - b);
  const vectors = Array.from({ length: vectorCount }, (_, number): Direction => ({ kind: "vector", number: number + 1, vector: randomVector(values, seed + number) }));
  return [...vectors, ...elements.map((element): Direction => ({ kind: "element", element }))];
}

/** What is not a number comes first. */
const rank = (value: number): number => (Number.isNaN(value) ? Infinity : Math.abs(value));

/** Random signs times random sizes around the elements' own, of length 1. */
function randomVector(values: readonly number[], seed: number): Float64Array {
  const signs = new RandomSigns(seed + 1);
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
  const vector = Float64Array.from(values, (value) => signs.next() * (0.5 + signs.uniform()) * Math.max(Math.abs(value), rms / 64));
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
