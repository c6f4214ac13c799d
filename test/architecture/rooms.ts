/** Who may import whom, as a table, and the reading of a source file's imports that holds the code against it. */

/** Room (longest path first wins) → rooms it may import besides itself. `text` is open to all. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/engine/text": [],
  "src/engine/workspace": ["src/engine/worker/protocol.ts", "src/engine/python/modules/workspace.ts", "src/engine/syntax/program.ts", "src/engine/syntax/moved.ts"],
  "src/engine/syntax": ["src/engine/text", "src/engine/worker/protocol.ts"],
  "src/engine/tensor": [],
  "src/engine/ops": ["src/engine/text", "src/engine/tensor", "src/engine/trace", "src/engine/autodiff/reverse.ts"],
  "src/engine/trace": ["src/engine/ops", "src/engine/tensor", "src/engine/text"],
  "src/engine/autodiff": ["src/engine/ops", "src/engine/tensor", "src/engine/trace", "src/engine/text", "src/engine/report/report.ts", "src/engine/report/numbers.ts"],
  "src/engine/optim": ["src/engine/tensor"],
  "src/engine/python": ["src/engine/syntax/program.ts", "src/engine/ops/define.ts", "src/engine/ops/scalars.ts", "src/engine/text", "src/engine/trace", "src/engine/tensor", "src/engine/report/report.ts", "src/engine/report/evaluated.ts", "src/engine/workspace/names.ts"],
  "src/engine/frameworks": ["src/engine/python", "src/engine/ops", "src/engine/optim", "src/engine/tensor", "src/engine/trace", "src/engine/autodiff", "src/engine/text"],
  "src/engine/math": ["src/engine/ops", "src/engine/tensor", "src/engine/trace", "src/engine/text", "src/engine/report/report.ts", "src/engine/report/evaluated.ts", "src/engine/worker/protocol.ts"],
  "src/engine/report": ["src/engine/autodiff", "src/engine/tensor", "src/engine/trace", "src/engine/text"],
  "src/engine/typeset": [],
  "src/engine/explain": ["src/engine/typeset", "src/engine/report", "src/engine/autodiff", "src/engine/ops", "src/engine/optim", "src/engine/tensor", "src/engine/trace", "src/engine/text"],
  "src/engine/worker": ["src/engine/report/report.ts", "src/engine/report/views", "src/engine/text", "src/engine/engine.ts"],
  "src/engine/engine.ts": ["src/engine/report/report.ts", "src/engine/report/views", "src/engine/worker/protocol.ts"],
  "src/engine/carried.ts": ["src/engine/engine.ts", "src/engine/report/report.ts", "src/engine/report/views", "src/engine/syntax/untouched.ts", "src/engine/text"],
  "src/engine/head-start.ts": ["src/engine/python/run.ts", "src/engine/syntax/edit.ts", "src/engine/syntax/program.ts", "src/engine/syntax/untouched.ts", "src/engine/trace", "src/engine/worker"],
  "src/engine/messages.ts": ["src/engine/text"],
  "src/engine/analyze.ts": ["src/engine"],
  "src/cli": ["src/engine/analyze.ts", "src/engine/engine.ts", "src/engine/report", "src/engine/text", "src/engine/worker/protocol.ts", "src/engine/workspace/gather.ts"],
  "src/extension": ["src/engine/typeset", "src/engine/analyze.ts", "src/engine/engine.ts", "src/engine/report/report.ts", "src/engine/report/views", "src/engine/report/numbers.ts", "src/engine/text", "src/engine/worker", "src/engine/workspace/gather.ts"],
  media: ["src/engine/report/report.ts", "src/engine/report/views", "src/engine/text/span.ts", "src/extension/panel/messages.ts", "src/extension/panel/strings"],
};

/** Packages a room may name; everything else is relative. */
export const PACKAGES: Readonly<Record<string, RegExp>> = {
  "src/engine/syntax": /^web-tree-sitter$/,
  "src/engine": /^$/,
  "src/cli": /^node:/,
  "src/extension": /^(vscode|node:(worker_threads|fs\/promises|path|url|crypto))$/,
  media: /^(elkjs(\/|$)|katex(\/|$))/,
};

/** Only these files of `extension` may name Node: the web host has other ones in their place. */
export const NODE_FILES = /^src\/extension\/worker\/(spawn-node|node-worker)\.ts$/;

export interface Violation {
  readonly file: string;
  readonly imports: string;
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

export const importsOf = (text: string): string[] => [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? "");

const roomOf = <T>(file: string, table: Readonly<Record<string, T>>): string | null =>
  Object.keys(table).filter((room) => file === room || file.startsWith(`${room}/`)).sort((a, b) => b.length - a.length)[0] ?? null;

/** What a file imports that it may not. */
export function violations(file: string, text: string): Violation[] {
  const room = roomOf(file, MAY_IMPORT);
  return importsOf(text).filter((name) => !allowed(file, room, name)).map((imports) => ({ file, imports }));
}

function allowed(file: string, room: string | null, name: string): boolean {
  if (!name.startsWith(".")) {
    const packages = PACKAGES[roomOf(file, PACKAGES) ?? ""];
    if (!packages?.test(name)) return false;
    return !(name.startsWith("node:") && file.startsWith("src/extension/")) || NODE_FILES.test(file);
  }
  if (room === null) return file === "src/extension/extension.ts";
  const target = resolve(file, name);
  if (target === room || target.startsWith(`${room}/`)) return true;
  return MAY_IMPORT[room]!.some((open) => target === open || target.startsWith(`${open}/`));
}

function resolve(from: string, name: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of name.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/").replace(/\.js$/, ".ts");
}
