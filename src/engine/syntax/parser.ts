/** Python text → Program. Parsing never fails: what cannot be read is `Broken`, with its reason in `Program.errors`. */
import { Context } from "./convert/context.js";
import { moduleBody } from "./convert/statements.js";
import { type Grammar, loadGrammar, type ParserBytes, type Seen } from "./grammar.js";
import { withoutCommands } from "./layout/commands.js";
import { readable } from "./layout/repair.js";
import type { Program, SyntaxProblem } from "./program.js";

export type { ParserBytes } from "./grammar.js";

/** A text and its program. Holds a tree outside the garbage collector's reach until disposed of. */
export interface ParsedText {
  readonly program: Program;
  dispose(): void;
}

export interface PythonParser {
  /** Reads anew only what changed since `previous`, which stays valid and may be disposed of. The result is that of a whole parse. */
  parse(text: string, previous?: ParsedText): ParsedText;
  dispose(): void;
}

/** Rejects only where the bytes are not the two modules. */
export async function loadParser(bytes: ParserBytes): Promise<PythonParser> {
  return new TreeSitterPython(await loadGrammar(bytes));
}

class TreeSitterPython implements PythonParser {
  constructor(private readonly grammar: Grammar) {}

  parse(text: string, previous?: ParsedText): ParsedText {
    const { source: plain, problems } = withoutOddities(text);
    const { text: source, commands } = withoutCommands(plain);
    const { root, seen, asides } = readable(
      this.grammar,
      source,
      previous instanceof Held ? previous.seen : null,
    );
    const context = new Context(source, asides);
    const body = moduleBody(context, root);
    const errors = [...problems, ...asides.values(), ...context.errors]
      .map(({ span, message }): SyntaxProblem => ({ span, message }))
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    return new Held({ body, errors, commands, expressionCount: context.expressionCount }, seen);
  }

  dispose(): void {
    this.grammar.dispose();
  }
}

class Held implements ParsedText {
  constructor(
    readonly program: Program,
    public seen: Seen | null,
  ) {}

  dispose(): void {
    this.seen?.tree.delete();
    this.seen = null;
  }
}

/** Offsets stay the same. A lone carriage return ends a line, as in Python; tree-sitter takes a null byte for the text's end. */
function withoutOddities(text: string): { source: string; problems: readonly SyntaxProblem[] } {
  const source = text.includes("\r") ? text.replace(/\r(?!\n)/g, "\n") : text;
  const at = source.indexOf("\0");
  if (at < 0) return { source, problems: [] };
  return {
    source: source.replaceAll("\0", "\ufffd"),
    problems: [{ span: { start: at, end: at + 1 }, message: "source code cannot contain null bytes" }],
  };
}
