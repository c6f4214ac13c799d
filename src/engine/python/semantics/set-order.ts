/** In which order CPython walks a set: that of its hash table, built anew from the elements in order of insertion. */
import type { Value } from "../object.js";
import type { PySet } from "../values/set.js";

const PROBES = 9;

/** Strings have another hash in every process of CPython: they, and sets with other elements, keep the order of insertion. */
export function orderedElements(set: PySet): Value[] {
  const elements = [...set.entries.values()];
  const keys: number[] = [];
  for (const key of set.entries.keys()) {
    if (typeof key !== "number" || !Number.isInteger(key) || Math.abs(key) >= 2 ** 31) return elements;
    keys.push(key);
  }
  let table = new Array<number>(8).fill(-1);
  let used = 0;
  keys.forEach((key, i) => {
    insert(table, keys, i, key);
    used++;
    if (used * 5 < (table.length - 1) * 3) return;
    let size = 8;
    const wanted = used > 50_000 ? used * 2 : used * 4;
    while (size <= wanted) size *= 2;
    const old = table;
    table = new Array<number>(size).fill(-1);
    for (const index of old) if (index >= 0) insert(table, keys, index, keys[index]);
  });
  return table.filter((index) => index >= 0).map((index) => elements[index]);
}

/** `set_add_entry` of Objects/setobject.c. */
function insert(table: number[], keys: readonly number[], index: number, key: number): void {
  void keys;
  const mask = table.length - 1;
  const hash = key === -1 ? -2 : key;
  let perturb = BigInt.asUintN(64, BigInt(hash));
  let at = Number(perturb & BigInt(mask));
  for (;;) {
    const probes = at + PROBES <= mask ? PROBES : 0;
    for (let i = 0; i <= probes; i++) {
      if (table[at + i] < 0) { table[at + i] = index; return; }
    }
    perturb >>= 5n;
    at = Number((BigInt(at) * 5n + 1n + perturb) & BigInt(mask));
  }
}
