/** The files a host has read, as the modules that the interpreter imports. Each text is parsed once, whatever happens around it. */
import type { Workspace, WorkspaceModule } from "../python/modules/workspace.js";
import { moved } from "../syntax/moved.js";
import type { Program } from "../syntax/program.js";
import type { WorkspaceFile } from "../worker/protocol.js";

/** Texts whose programs are kept. */
const KEPT = 256;

export class WorkspaceModules {
  private readonly programs = new Map<string, Program>();
  constructor(private readonly parse: (text: string) => Program) {}

  of(files: readonly WorkspaceFile[]): Workspace {
    const modules = new Map(files.map((file) => [file.name, this.module(file)]));
    const near = new Set(files.filter((file) => file.near).map((file) => file.name.split(".")[0]!));
    return {
      module: (name) => modules.get(name),
      isFolder: (name) => files.some((file) => file.name.startsWith(name.endsWith(".") ? name : `${name}.`)),
      isNear: (top) => near.has(top),
    };
  }

  private module({ path, isPackage, text }: WorkspaceFile): WorkspaceModule {
    return { path, isPackage, text, program: (base) => moved(this.programOf(text), base) };
  }

  private programOf(text: string): Program {
    let program = this.programs.get(text);
    if (!program) {
      if (this.programs.size >= KEPT) this.programs.clear();
      this.programs.set(text, (program = this.parse(text)));
    }
    return program;
  }
}
