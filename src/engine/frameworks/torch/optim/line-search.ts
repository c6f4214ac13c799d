/** A step length that satisfies the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6), rounded as torch/optim/lbfgs.py rounds. */
const f = Math.fround;

/** A point along the direction: step, objective, gradient, slope (the gradient along the direction, in single precision). */
export interface Point {
  readonly at: number;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly slope: number;
}

/** The lowest point of the cubic through two values and slopes, inside the bounds. */
function cubicMinimum(a: Point, b: Point, [low, high]: readonly [number, number]): number {
  const [x1, x2, g1, g2] = [a.at, b.at, a.slope, b.slope];
  const d1 = f(f(g1 + g2) - (3 * (a.value - b.value)) / (x1 - x2));
  const square = f(f(d1 * d1) - f(g1 * g2));
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = f(Math.sqrt(square));
  const place = x1 <= x2
    ? f(x2 - f(f(x2 - x1) * f(f(f(g2 + d2) - d1) / f(f(g2 - g1) + f(2 * d2)))))
    : f(x1 - f(f(x1 - x2) * f(f(f(g1 + d2) - d1) / f(f(g1 - g2) + f(2 * d2)))));
  return Math.min(Math.max(place, low), high);
}

export function strongWolfe(evaluate: (step: number) => Point, start: Point, first: number, longest: number, tolerance: number, most: number): { readonly point: Point; readonly evaluations: number } {
  const [c1, c2] = [1e-4, 0.9];
  const rises = (point: Point): boolean => point.value > f(start.value + f(f(c1 * point.at) * start.slope));
  const flat = (point: Point): boolean => Math.abs(point.slope) <= f(-c2 * start.slope);
  let point = evaluate(first);
  let [evaluations, rounds] = [1, 0];
  let before = start;
  let ends: [Point, Point] | null = null;
  while (rounds < most) {
    if (rises(point) || (rounds > 1 && point.value >= before.value)) {
      ends = [before, point];
      break;
    }
    if (flat(point)) return { point, evaluations };
    if (point.slope >= 0) {
      ends = [before, point];
      break;
    }
    const next = cubicMinimum(before, point, [point.at + 0.01 * (point.at - before.at), point.at * 10]);
    before = point;
    point = evaluate(next);
    evaluations++;
    rounds++;
  }
  const bracket = ends ?? [start, point];
  const lowest = (): 0 | 1 => (bracket[0].value <= bracket[1].value ? 0 : 1);
  let low = lowest();
  let [done, stuck] = [false, false];
  while (!done && rounds < most && Math.abs(bracket[1].at - bracket[0].at) * longest >= tolerance) {
    const [least, greatest] = [Math.min(bracket[0].at, bracket[1].at), Math.max(bracket[0].at, bracket[1].at)];
    let step = cubicMinimum(bracket[0], bracket[1], [least, greatest]);
    const margin = 0.1 * (greatest - least);
    const close = Math.min(greatest - step, step - least) < margin;
    if (close && (stuck || step >= greatest || step <= least)) {
      step = Math.abs(step - greatest) < Math.abs(step - least) ? greatest - margin : least + margin;
      stuck = false;
    } else stuck = close;
    point = evaluate(step);
    evaluations++;
    rounds++;
    const high = low === 0 ? 1 : 0;
    if (rises(point) || point.value >= bracket[low].value) {
      bracket[high] = point;
      low = lowest();
    } else {
      if (flat(point)) done = true;
      else if (point.slope * (bracket[high].at - bracket[low].at) >= 0) bracket[high] = bracket[low];
      bracket[low] = point;
    }
  }
  return { point: bracket[low], evaluations };
}
