/** Where nodes were made, as paths of names: one array for one place, so that a graph of many nodes is light. */
import type { Scope } from "../trace/node.js";

/** Of nodes in the order in which they were made. */
export class ScopePaths {
  private readonly paths = new Map<Scope, readonly string[]>();
  private readonly runs = new Map<Scope | null, Map<string, Run>>();

  of(scope: Scope | null): readonly string[] {
    if (!scope) return OUTSIDE;
    const known = this.paths.get(scope);
    if (known) return known;
    const outer = this.of(scope.parent);
    const path = isBodyOfModule(scope) ? outer : [...outer, this.titleOf(scope)];
    this.paths.set(scope, path);
    return path;
  }

  /** Each call is a scope of its own: "loss", then "loss (2)". A loop that is run again begins with a smaller iteration. */
  private titleOf({ name, iteration, parent }: Scope): string {
    let runs = this.runs.get(parent);
    if (!runs) this.runs.set(parent, (runs = new Map()));
    const before = runs.get(name);
    const isGoingOn = before !== undefined && iteration !== null && before.iteration < iteration;
    const count = before === undefined ? 1 : isGoingOn ? before.count : before.count + 1;
    runs.set(name, { count, iteration: iteration ?? 0 });
    const title = count === 1 ? name : `${name} (${count})`;
    return iteration === null ? title : `${title} #${iteration + 1}`;
  }
}

interface Run {
  readonly count: number;
  readonly iteration: number;
}

const OUTSIDE: readonly string[] = [];

/** A module's `forward` is the module itself. */
export const isBodyOfModule = ({ kind, name, parent }: Scope): boolean => kind === "function" && name === "forward" && parent?.kind === "module";
