/**
 * Modules of the workspace: read by the host beforehand, run here as `import` runs them. Their expressions are not shown;
 * what goes wrong in them is told where the program asked about called into them.
 */
import type { Program } from "../../syntax/program.js";
import { ROOM } from "../../text/span.js";
import { packageOf } from "../../workspace/names.js";
import type { Context, SourceFile } from "../compile/context.js";
import { NOTHING } from "../compile/context.js";
import { writer } from "../compile/names.js";
import { moduleScope, type Scope } from "../compile/scopes.js";
import { execute } from "../compile/statements.js";
import { Frame } from "../frame.js";
import { pythonMessages as say } from "../messages.js";
import { Notes } from "../notes.js";
import { PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";

export interface WorkspaceModule {
  /** For people: relative to the program's folder. */
  readonly path: string;
  readonly isPackage: boolean;
  readonly text: string;
  /** With its spans moved by `base`. */
  program(base: number): Program;
}

export interface Workspace {
  /** By the dotted name; those found from the program's own folder begin with a dot. */
  module(name: string): WorkspaceModule | undefined;
  /** Whether there are modules inside of it, though it has no text of its own. */
  isFolder(name: string): boolean;
  /** Whether the top-level name was found in the program's own folder: there Python looks first. */
  isNear(top: string): boolean;
}

/** Files of one run. */
const MOST = 128;

/** Registered before it runs: modules that import each other see each other as far as they have come. */
export function importFile(rt: Runtime, name: string): PyModule | undefined {
  const source = rt.workspace?.module(name);
  if (!source) return rt.workspace?.isFolder(name) ? registered(rt, name, new PyModule(name, new Map([["__name__", name]]))) : undefined;
  if (rt.files.length >= MOST) {
    rt.note("too-many-files", say.tooManyFiles(source.path, MOST));
    return undefined;
  }
  const file: SourceFile = { name, package: packageOf(name, source.isPackage), path: source.path, text: source.text, base: (rt.files.length + 1) * ROOM };
  rt.files.push(file);
  const scope = moduleScope();
  const frame = new Frame(0, null);
  const module = registered(rt, name, new PyModule(name, new Globals(scope, frame)));
  const { trace } = rt;
  const { span, scope: outer, entry } = trace;
  trace.entry = trace.place;
  const program = source.program(file.base);
  const c: Context = { rt, scope, module: frame, notes: new Notes(program.expressionCount, () => rt), file, yielded: NOTHING, guarded: false };
  writer(c, "__name__")(frame, name);
  writer(c, "__file__")(frame, source.path);
  for (const problem of program.errors) rt.note("syntax", problem.message, problem.span);
  try {
    for (const statement of program.body) {
      trace.span = statement.span;
      trace.scope = null;
      execute(c, statement)(frame);
      rt.step();
    }
  } catch (error) {
    rt.failed(error);
    rt.modules.delete(name);
    throw error;
  } finally {
    trace.span = span;
    trace.scope = outer;
    trace.entry = entry;
  }
  return module;
}

function registered(rt: Runtime, name: string, module: PyModule): PyModule {
  rt.modules.set(name, module);
  return module;
}

/** A module's names: those of its frame. */
class Globals extends Map<string, Value> {
  private readonly own: { readonly scope: Scope; readonly frame: Frame } | undefined;
  constructor(scope: Scope, frame: Frame) {
    super();
    this.own = { scope, frame };
  }
  override get(name: string): Value | undefined {
    const slot = this.own?.scope.slots.get(name);
    return slot === undefined ? undefined : this.own?.frame.slots[slot];
  }
  override has(name: string): boolean { return this.get(name) !== undefined; }
  override set(name: string, value: Value): this {
    if (!this.own) return this;
    const { scope, frame } = this.own;
    let slot = scope.slots.get(name);
    if (slot === undefined) scope.slots.set(name, (slot = scope.size++));
    frame.slots[slot] = value;
    return this;
  }
  override delete(name: string): boolean {
    const had = this.has(name);
    if (had) this.own!.frame.slots[this.own!.scope.slots.get(name)!] = undefined; // `has` has looked
    return had;
  }
  override get size(): number { return [...this.keys()].length; }
  override *keys(): MapIterator<string> { for (const name of this.own?.scope.slots.keys() ?? []) if (this.has(name)) yield name; }
  override *entries(): MapIterator<[string, Value]> { for (const name of this.keys()) yield [name, this.get(name)!]; } // `keys` gives bound names only
  override *values(): MapIterator<Value> { for (const [, value] of this.entries()) yield value; }
  override [Symbol.iterator](): MapIterator<[string, Value]> { return this.entries(); }
}
