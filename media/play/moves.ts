/** The moves made so far: kept over reloads, carried over to the graph of changed code by the names of the nodes. */
import type { GraphView } from "../../src/engine/report/report.js";
import type { PlayMethod, PlayMove, PlayPlace, PlayStep } from "../../src/engine/report/views/play.js";
import { isRecord } from "../kept.js";

export const METHODS: readonly PlayMethod[] = ["SGD", "momentum", "Adam"];

/** The number in its place; the last move is added to where it set numbers too. */
export function withNumber(moves: readonly PlayMove[], { node, element }: PlayPlace, value: number): readonly PlayMove[] {
  const last = moves.at(-1);
  const number = { node, element, value };
  if (last?.kind !== "set") return [...moves, { kind: "set", values: [number] }];
  const others = last.values.filter((one) => one.node !== node || one.element !== element);
  return [...moves.slice(0, -1), { kind: "set", values: [...others, number] }];
}

/** Steps of one kind are counted: the optimizer's state goes on. */
export function withSteps(moves: readonly PlayMove[], step: PlayStep, count: number): readonly PlayMove[] {
  const last = moves.at(-1);
  const isSame = last?.kind === "steps" && last.method === step.method && last.rate === step.rate && sameNodes(last.nodes, step.nodes);
  return isSame ? [...moves.slice(0, -1), { ...last, count: last.count + count }] : [...moves, { kind: "steps", ...step, count }];
}

/** Without the last step, or without the numbers that were set after it. */
export function undone(moves: readonly PlayMove[]): readonly PlayMove[] {
  const last = moves.at(-1);
  return last?.kind === "steps" && last.count > 1 ? [...moves.slice(0, -1), { ...last, count: last.count - 1 }] : moves.slice(0, -1);
}

export const stepsIn = (moves: readonly PlayMove[]): number => moves.reduce((sum, move) => sum + (move.kind === "steps" ? move.count : 0), 0);

/** What the curve over a place depends on: not on the number that was set there last. */
export function withoutPlace(moves: readonly PlayMove[], { node, element }: PlayPlace): readonly PlayMove[] {
  const last = moves.at(-1);
  if (last?.kind !== "set") return moves;
  const values = last.values.filter((one) => one.node !== node || one.element !== element);
  return values.length === 0 ? moves.slice(0, -1) : [...moves.slice(0, -1), { kind: "set", values }];
}

const sameNodes = (a: PlayStep["nodes"], b: PlayStep["nodes"]): boolean => (a === null || b === null ? a === b : a.join() === b.join());

/** What a node is called and what it holds: the same in changed code, where its id may be another one. */
export function nodeKeys({ nodes }: GraphView): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    nodes.map(({ id, kind, title, name, type }) => {
      const key = `${kind === "leaf" ? title : name || title} ${type}`;
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return [id, `${key} ${count}`];
    }),
  );
}

/** To the ids of another graph; what is gone is dropped. */
export function carried(moves: readonly PlayMove[], from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): readonly PlayMove[] {
  const ids = new Map([...to].map(([id, key]) => [key, id]));
  const idOf = (node: string): string | undefined => ids.get(from.get(node) ?? "");
  return moves.flatMap((move): PlayMove[] => {
    if (move.kind === "set") {
      const values = move.values.flatMap((place) => {
        const node = idOf(place.node);
        return node === undefined ? [] : [{ ...place, node }];
      });
      return values.length === 0 ? [] : [{ kind: "set", values }];
    }
    return [{ ...move, nodes: move.nodes?.flatMap((node) => idOf(node) ?? []) ?? null }];
  });
}

/** Another version may have written it: the extension holds questions against the same form. */
export const readMoves = (value: unknown): readonly PlayMove[] => (Array.isArray(value) && value.every(isMove) ? value : []);

const isMove = (value: unknown): value is PlayMove =>
  isRecord(value) &&
  (value.kind === "set"
    ? Array.isArray(value.values) && value.values.every((place) => isPlace(place) && Number.isFinite(place.value))
    : value.kind === "steps" && METHODS.some((method) => method === value.method) && Number(value.rate) > 0 && Number.isSafeInteger(value.count) && isNodes(value.nodes));

export const isPlace = (value: unknown): value is PlayPlace & Readonly<Record<string, unknown>> => isRecord(value) && typeof value.node === "string" && Number.isSafeInteger(value.element);

export const isNodes = (value: unknown): value is readonly string[] | null => value === null || (Array.isArray(value) && value.every((node) => typeof node === "string"));
