/**
 * Names of modules beside the program. Absolute ones are Python's own: `pkg.model`. The program has no package; what it
 * imports relatively is counted from its folder: `.model` lies beside it, `..shared.model` in a folder above.
 */

const DOTS = /^\.*/;

/** `pkg.model` → `pkg`, `.model` → `.`, `.` → `..`, `model` → ``. */
export function parentOf(name: string): string {
  const dots = DOTS.exec(name)![0]; // matches everywhere
  const rest = name.slice(dots.length);
  if (!rest) return `${dots}.`;
  const at = rest.lastIndexOf(".");
  return dots + (at < 0 ? "" : rest.slice(0, at));
}

/** Whether it is a folder counted from the program's, and nothing in it. */
export const isFolderName = (name: string): boolean => name === "" || /^\.+$/.test(name);

export const joined = (parent: string, name: string): string => (parent === "" || name === "" || parent.endsWith(".") ? parent + name : `${parent}.${name}`);

/** What `from ..a import b` means in a file of that package; level 0: an absolute name. */
export function absoluteName(from: string, level: number, name: string): string {
  if (level === 0) return name;
  let parent = from;
  for (let up = 1; up < level; up++) parent = parentOf(parent);
  return joined(parent, name);
}

export const packageOf = (name: string, isPackage: boolean): string => (isPackage ? name : parentOf(name));
