/**
 * `open`: what a program writes it may read again, from memory. Nothing is read from or written to a disk. A text that is
 * not there is stood in for by a short one, so that a program goes on; every number after that is marked as made up.
 */
import { pythonMessages as say } from "../messages.js";
import type { PyInstance, Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { makeFile, type MemoryFile } from "./io.js";
import { unknown } from "./unknown.js";

/** Our own words, with letters, figures, signs and several lines. */
const STAND_IN = `A text that is not here cannot be read, so this one stands in for it.
It has long lines and short ones; some of them rhyme, most of them do not.

First voice: What is the sum of 12 and 30?
Second voice: It is 42, if nobody has changed the rules!
First voice: And who would change them?
Second voice: Whoever writes the next line.

The quick numbers run over the lazy letters, again and again,
until a model has learned which sign comes after which.
Begin with "a", end with "z"; between them lies every word we know.
`;
/** Texts that prose may stand in for; tables and records would not be read as such. */
const PROSE = /\.(?:txt|text|md|rst|log)$|(?:^|\/)[^./]+$/i;

const filesOf = (rt: Runtime): Map<string, MemoryFile> => rt.state("files", () => new Map<string, MemoryFile>());

export const isWritten = (rt: Runtime, path: string): boolean => filesOf(rt).has(path);

export function openFile(rt: Runtime, path: string, mode: string): Value {
  const files = filesOf(rt);
  const isBinary = mode.includes("b");
  const known = files.get(path);
  if (/[wax]/.test(mode)) {
    const made = makeFile(isBinary, mode.includes("a") ? (known?.content() ?? null) : null, true);
    files.set(path, made);
    return named(made.file, path, mode);
  }
  // An empty one may have been written with what is unknown: a download.
  if (known && (known.size() > 0 || !rt.problems.some((problem) => problem.code === "placeholder"))) return named(makeFile(isBinary, known.content(), false).file, path, mode);
  if (rt.expectsMissing > 0) throw rt.raise("FileNotFoundError", `[Errno 2] No such file or directory: ${rt.repr(path)}`);
  if (isBinary || !PROSE.test(path)) return unknown(rt, `open('${path}')`);
  rt.note("placeholder", say.standIn(path));
  rt.trace.doubts = "all";
  rt.guessed = true;
  return named(makeFile(false, STAND_IN, false).file, path, mode);
}

function named(file: PyInstance, path: string, mode: string): PyInstance {
  file.dict.set("name", path).set("mode", mode);
  return file;
}
