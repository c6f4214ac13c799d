/**
 * Which files beside a program it imports, found by the text of its import statements. The host reads; nothing is run and
 * nothing is written. Bounded in files, in size and in how far up is looked.
 */
import type { WorkspaceFile } from "../worker/protocol.js";
import { importsOf } from "./imports.js";
import { absoluteName, isFolderName, joined, packageOf } from "./names.js";

/** A path is relative to the program's folder, with slashes: `model.py`, `../shared/model.py`. null: no such file, or no text. */
export type ReadFile = (path: string) => Promise<string | null>;

export interface GatherBounds {
  readonly files: number;
  /** Questions to the host, most of which find nothing. */
  readonly reads: number;
  /** UTF-16 units, of one file and of all. */
  readonly one: number;
  readonly all: number;
  /** Folders above the program's in which a package may lie. */
  readonly up: number;
}

export const GATHER_BOUNDS: GatherBounds = { files: 64, reads: 1000, one: 500_000, all: 2_000_000, up: 3 };

/** Parts of Python and of the frameworks: a file of that name would have to lie where Python looks first, and hardly anyone does that. */
const LIBRARIES = new Set("torch torchvision torchaudio numpy jax jaxlib flax optax scipy pandas sklearn matplotlib seaborn tqdm PIL cv2 transformers math random os sys re time json typing collections itertools functools dataclasses argparse copy pathlib logging warnings abc enum string datetime pickle io glob shutil contextlib operator __future__".split(" "));

export async function gatherFiles(text: string, read: ReadFile, bounds: GatherBounds = GATHER_BOUNDS): Promise<WorkspaceFile[]> {
  const gathering = new Gathering(read, bounds);
  await gathering.follow(text, ".");
  // The list grows while it is walked: files import files, and each other.
  for (const file of gathering.files) await gathering.follow(file.text, packageOf(file.name, file.isPackage));
  return gathering.files;
}

class Gathering {
  readonly files: WorkspaceFile[] = [];
  private readonly asked = new Map<string, Promise<WorkspaceFile | null>>();
  /** By the top-level name: the folder it was found in. */
  private readonly roots = new Map<string, string>();
  private taken = 0;
  private reads = 0;
  constructor(private readonly read: ReadFile, private readonly bounds: GatherBounds) {}

  async follow(text: string, from: string): Promise<void> {
    for (const { level, module, names } of importsOf(text)) {
      const name = absoluteName(from, level, module);
      if (LIBRARIES.has(name.split(".")[0]!)) continue;
      await this.module(name);
      // What is imported from a package may be a module in it.
      for (const part of names) if (part !== "*") await this.module(joined(name, part));
    }
  }

  /** With the packages it lies in. */
  private async module(name: string): Promise<void> {
    const dots = /^\.*/.exec(name)![0].length; // matches everywhere
    for (let at = name.indexOf(".", dots); at >= 0; at = name.indexOf(".", at + 1)) await this.one(name.slice(0, at));
    await this.one(name);
  }

  private one(name: string): Promise<WorkspaceFile | null> {
    let found = this.asked.get(name);
    if (!found) this.asked.set(name, (found = this.find(name)));
    return found;
  }

  private async find(name: string): Promise<WorkspaceFile | null> {
    if (this.files.length >= this.bounds.files) return null;
    for (const root of this.rootsOf(name)) {
      const path = root + pathOf(name);
      const isFolder = isFolderName(name) || path === "" || path.endsWith("/");
      const file = (isFolder ? null : await this.take(name, `${path}.py`, false, root)) ?? (await this.take(name, `${isFolder ? path : `${path}/`}__init__.py`, true, root));
      if (!file) continue;
      this.roots.set(topOf(name), root);
      return file;
    }
    return null;
  }

  /** Where a top-level name was found once, all of it lies. */
  private rootsOf(name: string): readonly string[] {
    if (name.startsWith(".")) return [""];
    const known = this.roots.get(topOf(name));
    if (known !== undefined) return [known];
    return Array.from({ length: this.bounds.up + 1 }, (_, up) => "../".repeat(up));
  }

  private async take(name: string, path: string, isPackage: boolean, root: string): Promise<WorkspaceFile | null> {
    if (this.reads++ >= this.bounds.reads) return null;
    const text = await this.read(path);
    if (text === null || text.length > this.bounds.one || this.taken + text.length > this.bounds.all || text.includes("\0") || this.files.length >= this.bounds.files) return null;
    this.taken += text.length;
    const file: WorkspaceFile = { name, path, isPackage, near: root === "", text };
    this.files.push(file);
    return file;
  }
}

const topOf = (name: string): string => name.split(".")[0]!;

/** `pkg.model` → `pkg/model`, `.model` → `model`, `..a.b` → `../a/b`, `.` → ``. */
function pathOf(name: string): string {
  const dots = /^\.*/.exec(name)![0].length; // matches everywhere
  return "../".repeat(Math.max(0, dots - 1)) + name.slice(dots).replaceAll(".", "/");
}
