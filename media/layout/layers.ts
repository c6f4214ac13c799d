/** The first step of a layered layout (Sugiyama): each item gets a column, right of all it is computed from. */
export interface Item {
  readonly width: number;
  readonly height: number;
  /** The sides of an open frame, where lines come in and go out; null: an item in between. */
  readonly side: "first" | "last" | null;
}

/** From one item to another; lines of one `source` may share their way. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly source: string;
  /** Where on the item's side the line starts and ends, from its top; null: where it looks best. */
  readonly fromY: number | null;
  readonly toY: number | null;
}

export interface Layers {
  readonly of: Int32Array;
  readonly count: number;
}

/** Longest path from the left; then what can is drawn towards what uses it, so that lines are short. */
export function layersOf(items: readonly Item[], links: readonly Link[]): Layers {
  const { outOf, into } = adjacency(items.length, links);
  const order = topological(items.length, links, outOf, into);
  const rank = new Int32Array(items.length);
  order.forEach((item, at) => (rank[item] = at));
  const layer = new Int32Array(items.length);
  const hasSide = items.some(({ side }) => side === "first");
  for (const item of order) {
    let at = hasSide && items[item]!.side !== "first" ? 1 : 0;
    // A link against the order closes a cycle, which groups can have among them: it leads back and asks for nothing.
    for (const k of into[item]!) {
      const { from } = links[k]!;
      if (rank[from]! < rank[item]!) at = Math.max(at, layer[from]! + 1);
    }
    layer[item] = at;
  }
  draw(order, rank, layer, items, links, outOf, into);
  let last = 0;
  items.forEach(({ side }, item) => {
    if (side !== "last") last = Math.max(last, layer[item]!);
  });
  const hasEnd = items.some(({ side }) => side === "last");
  items.forEach(({ side }, item) => {
    if (side === "last") layer[item] = last + 1;
  });
  return { of: layer, count: last + (hasEnd ? 2 : 1) };
}

/**
 * What may as well stand further right does. Each source's lines are one line as far as its furthest user: moving an item
 * by a column makes its own line shorter by one, and longer those of inputs that nothing else draws as far. An input
 * that can move along for nothing does not count.
 */
function draw(
  order: readonly number[],
  rank: Int32Array,
  layer: Int32Array,
  items: readonly Item[],
  links: readonly Link[],
  outOf: readonly (readonly number[])[],
  into: readonly (readonly number[])[],
): void {
  const isFree = new Uint8Array(items.length);
  for (const item of order)
    if (outOf[item]!.length === 1 && into[item]!.every((k) => isFree[links[k]!.from] === 1)) isFree[item] = 1;
  const furthest = new Int32Array(items.length).fill(-1);
  for (const item of order.toReversed()) {
    let next = Number.POSITIVE_INFINITY;
    for (const k of outOf[item]!) {
      const { to } = links[k]!;
      if (rank[to]! > rank[item]!) next = Math.min(next, layer[to]!);
    }
    const wanted = next - 1;
    if (items[item]!.side === null && Number.isFinite(wanted) && wanted > layer[item]!) {
      const held = new Set(into[item]!.map((k) => links[k]!.from).filter((from) => isFree[from] === 0 && furthest[from]! < wanted));
      if (held.size <= 1) layer[item] = wanted;
    }
    for (const k of into[item]!) {
      const { from } = links[k]!;
      furthest[from] = Math.max(furthest[from]!, layer[item]!);
    }
  }
}

function adjacency(count: number, links: readonly Link[]): { readonly outOf: number[][]; readonly into: number[][] } {
  const outOf: number[][] = Array.from({ length: count }, () => []);
  const into: number[][] = Array.from({ length: count }, () => []);
  links.forEach(({ from, to }, k) => {
    outOf[from]!.push(k);
    into[to]!.push(k);
  });
  return { outOf, into };
}

/** Kahn's algorithm; where only cycles are left, the first item in the order of the program goes first. */
function topological(count: number, links: readonly Link[], outOf: readonly number[][], into: readonly number[][]): number[] {
  const open = into.map((list) => list.length);
  const done = new Uint8Array(count);
  const order: number[] = [];
  const ready: number[] = [];
  const take = (item: number): void => {
    done[item] = 1;
    ready.push(item);
  };
  for (let item = 0; item < count; item++) if (open[item] === 0) take(item);
  for (let next = 0, head = 0; order.length < count; ) {
    if (head === ready.length) {
      while (done[next] === 1) next++;
      take(next);
    }
    const item = ready[head++]!;
    order.push(item);
    for (const k of outOf[item]!) {
      const { to } = links[k]!;
      open[to]!--;
      if (open[to] === 0 && done[to] === 0) take(to);
    }
  }
  return order;
}

/** Rows into which a very long drawing is broken, as text is: the row of each layer. */
export function rowsOf(widths: readonly number[], height: number): Int32Array {
  const rows = new Int32Array(widths.length);
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const tall = height + ROW_GAP;
  if (widths.length < LEAST_LAYERS || whole < TOO_WIDE * tall) return rows;
  const width = whole / Math.max(1, Math.round(Math.sqrt(whole / (WANTED_RATIO * tall))));
  let [row, used] = [0, 0];
  widths.forEach((one, layer) => {
    if (used > 0 && used + one > width * 1.02) [row, used] = [row + 1, 0];
    used += one;
    rows[layer] = row;
  });
  return rows;
}

const ROW_GAP = 60;
const LEAST_LAYERS = 4;
const TOO_WIDE = 8;
const WANTED_RATIO = 2;
