// A desktop VS Code on this machine. Built-ins only.
import { delimiter, join } from "node:path";
import { firstExisting } from "../paths.mjs";

/** Path of the command `code`, or undefined. `VSCODE_EXECUTABLE` goes first. */
export function findDesktopCode() {
  const names = process.platform === "win32" ? ["code.cmd"] : ["code", "codium"];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return firstExisting([
    process.env.VSCODE_EXECUTABLE || undefined,
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ]);
}
