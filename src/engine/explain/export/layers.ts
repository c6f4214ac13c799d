/**
 * A layered drawing of a graph without crossings where they are easily avoided: columns by the longest path (inputs
 * left), order within a column by the mean place of the neighbours (Sugiyama, Tagawa, Toda 1981), swept to and fro.
 */
export interface Placed {
  readonly column: number;
  readonly row: number;
}

const SWEEPS = 6;

/** `inputs`: indices of each node's inputs, smaller than its own. */
export function layered(inputs: readonly (readonly number[])[]): readonly Placed[] {
  const columns: number[] = [];
  for (const from of inputs) columns.push(from.length ? Math.max(...from.map((i) => columns[i]!)) + 1 : 0);
  const users = inputs.map((): number[] => []);
  inputs.forEach((from, i) => { for (const input of from) users[input]!.push(i); });
  // A leaf stands just before the first who reads it.
  columns.forEach((_, i) => { if (!inputs[i]!.length && users[i]!.length) columns[i] = Math.min(...users[i]!.map((user) => columns[user]!)) - 1; });
  const width = Math.max(0, ...columns) + 1;
  const lists = Array.from({ length: width }, (_, column) => columns.flatMap((own, i) => (own === column ? [i] : [])));
  const rows: number[] = [];
  const place = (): void => { for (const list of lists) list.forEach((i, row) => (rows[i] = row - (list.length - 1) / 2)); };
  place();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const neighbours = sweep % 2 === 0 ? inputs : users;
    for (const list of sweep % 2 === 0 ? lists : lists.toReversed()) {
      const mean = new Map(list.map((i) => [i, neighbours[i]!.length ? neighbours[i]!.reduce((sum, other) => sum + rows[other]!, 0) / neighbours[i]!.length : rows[i]!]));
      list.sort((a, b) => mean.get(a)! - mean.get(b)!);
      list.forEach((i, row) => (rows[i] = row - (list.length - 1) / 2));
    }
  }
  return columns.map((column, i) => ({ column, row: rows[i]! }));
}
