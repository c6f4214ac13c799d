/** The second step of a layered layout: the order in each column, and heights at which lines are nearly straight. */
import type { Item, Layers, Link } from "./layers.js";

/** Longer lines run along the top of their row instead of between the cards. */
const LONGEST_BETWEEN = 12;
const CARD_GAP = 22;
const LINE_GAP = 10;
const LINE_HEIGHT = 4;
const SWEEPS = 4;

export interface Ordered {
  /** Centres of items, and behind them of the points that long lines go through. */
  readonly centre: Float64Array;
  /** Of each link, the points it goes through, one a layer; null: it runs along the top. */
  readonly through: readonly (readonly number[] | null)[];
  /** Of each row, from 0. */
  readonly heights: readonly number[];
}

export function ordered(items: readonly Item[], links: readonly Link[], layers: Layers, rows: Int32Array): Ordered {
  const heights = items.map(({ height }) => height);
  const layerOf = [...layers.of];
  const before: number[][] = items.map(() => []);
  const after: number[][] = items.map(() => []);
  const join = (a: number, b: number): void => {
    after[a]!.push(b);
    before[b]!.push(a);
  };
  // One chain of points for each source that goes far: its lines part where they have to.
  const chains = new Map<string, number[]>();
  const through = links.map((link): number[] | null => {
    const { from, to, source } = link;
    const [start, end] = [layerOf[from]!, layerOf[to]!];
    if (end <= start || end - start > LONGEST_BETWEEN || rows[start] !== rows[end]) return null;
    const key = `${from} ${source} ${link.fromY ?? ""}`;
    let chain = chains.get(key);
    if (chain === undefined) chains.set(key, (chain = []));
    while (chain.length < end - start - 1) {
      const point = heights.length;
      heights.push(LINE_HEIGHT);
      layerOf.push(start + 1 + chain.length);
      before.push([]);
      after.push([]);
      join(chain.at(-1) ?? from, point);
      chain.push(point);
    }
    const points = chain.slice(0, end - start - 1);
    join(points.at(-1) ?? from, to);
    return points;
  });
  const columns: number[][] = Array.from({ length: layers.count }, () => []);
  layerOf.forEach((layer, point) => columns[layer]!.push(point));
  const gap = (a: number, b: number): number =>
    (heights[a]! + heights[b]!) / 2 + (a < items.length && b < items.length ? CARD_GAP : LINE_GAP);
  const centre = new Float64Array(heights.length);
  for (const column of columns) settle(column, column.map(() => 0), gap, centre);
  const sweep = (inOrder: readonly number[][], beside: readonly number[][], sorts: boolean): void => {
    for (const column of inOrder) {
      const wanted = new Map(column.map((point) => [point, mean(beside[point]!, centre) ?? centre[point]!]));
      // Stable: what is alike stays in the order of the program.
      if (sorts) column.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      settle(column, column.map((point) => wanted.get(point)!), gap, centre);
    }
  };
  const backwards = columns.toReversed();
  for (let i = 0; i < SWEEPS; i++) {
    sweep(columns, before, true);
    sweep(backwards, after, true);
  }
  const both = before.map((list, point) => [...list, ...after[point]!]);
  sweep(columns, both, false);
  sweep(backwards, both, false);
  return { centre, through, heights: dropped(columns, rows, heights, centre) };
}

function mean(points: readonly number[], centre: Float64Array): number | null {
  if (points.length === 0) return null;
  let sum = 0;
  for (const point of points) sum += centre[point]!;
  return sum / points.length;
}

/**
 * As near as possible (least squares) to where they want to be, in this order and without touching: isotonic regression
 * by pooling adjacent violators, after the distances they must keep are taken off.
 */
function settle(column: readonly number[], wanted: readonly number[], gap: (a: number, b: number) => number, centre: Float64Array): void {
  const offsets: number[] = [];
  const pools: { sum: number; count: number }[] = [];
  column.forEach((point, i) => {
    offsets.push(i === 0 ? 0 : offsets[i - 1]! + gap(column[i - 1]!, point));
    let pool = { sum: wanted[i]! - offsets[i]!, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.count > pool.sum / pool.count; last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  let i = 0;
  for (const { sum, count } of pools) for (let k = 0; k < count; k++, i++) centre[column[i]!] = sum / count + offsets[i]!;
}

/** Each row begins at 0. Gives their heights. */
function dropped(columns: readonly (readonly number[])[], rows: Int32Array, heights: readonly number[], centre: Float64Array): number[] {
  const count = (rows.at(-1) ?? 0) + 1;
  const tops = new Array<number>(count).fill(Number.POSITIVE_INFINITY);
  const ends = new Array<number>(count).fill(0);
  columns.forEach((column, layer) => {
    const row = rows[layer]!;
    for (const point of column) tops[row] = Math.min(tops[row]!, centre[point]! - heights[point]! / 2);
  });
  columns.forEach((column, layer) => {
    const row = rows[layer]!;
    for (const point of column) {
      centre[point]! -= tops[row]!;
      ends[row] = Math.max(ends[row]!, centre[point]! + heights[point]! / 2);
    }
  });
  return ends;
}
