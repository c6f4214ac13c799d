/** The target over one of its inputs, sampled densely where it bends. */
import type { CurveAnswer } from "../../report/views/play.js";
import type { Node } from "../../trace/node.js";
import { type Playground, type Position, withElement } from "./playground.js";

const FIRST = 41;
const MOST = 121;
/** Of a graph so large that each point takes long. */
const LEAST = 9;
/** What all points together may cost, in the playground's unit. */
const WORK = 4_000_000;

interface Point {
  readonly x: number;
  readonly y: number;
}

export function curveOf(playground: Playground, position: Position, node: Node, element: number, from: number, to: number): CurveAnswer {
  const { replay } = playground;
  const base = position.valueOf(node);
  const at = (x: number): Point => ({ x, y: playground.lossOf(replay.run(new Map(position.values).set(node, withElement(base, element, x)))) });
  const most = Math.max(LEAST, Math.min(MOST, Math.floor(WORK / playground.work)));
  const first = Math.min(FIRST, most);
  const points = Array.from({ length: first }, (_, i) => at(from + ((to - from) * i) / (first - 1)));
  for (let worst = bentMost(points); points.length < most && worst !== null; worst = bentMost(points)) {
    const [left, right] = [points[worst]!, points[worst + 1]!];
    points.splice(worst + 1, 0, at((left.x + right.x) / 2));
  }
  return { points: points.map(({ x, y }) => ({ x, y: Number.isFinite(y) ? y : null })) };
}

/** The segment to halve: the longest beside the sharpest corner, in units of the picture; null: nothing bends. */
function bentMost(points: readonly Point[]): number | null {
  const finite = points.filter(({ y }) => Number.isFinite(y));
  const [low, high] = [Math.min(...finite.map(({ y }) => y)), Math.max(...finite.map(({ y }) => y))];
  const width = points.at(-1)!.x - points[0]!.x;
  const height = high - low || 1;
  let [worst, most] = [-1, 1e-3];
  for (let i = 1; i + 1 < points.length; i++) {
    const [a, b, c] = [points[i - 1]!, points[i]!, points[i + 1]!];
    const [left, right] = [(b.x - a.x) / width, (c.x - b.x) / width];
    const wide = left >= right ? i - 1 : i;
    if (Math.max(left, right) < 1e-4) continue;
    const ends = [a, b, c].filter(({ y }) => Number.isFinite(y)).length;
    // A border of the domain counts as a corner; how far the middle lies from the chord, otherwise.
    const chord = (a.y * right + c.y * left) / (left + right);
    const bend = ends === 3 ? Math.abs(b.y - chord) / height : ends === 0 ? 0 : Math.max(left, right);
    if (bend > most) [worst, most] = [wide, bend];
  }
  return worst < 0 ? null : worst;
}
