/** Reads the LaTeX that rules are written in: fractions, scripts, roots, fences, accents, cases and matrices, signs and words. */
import type { Piece } from "./formula.js";
import { GREEK_LETTERS, SIGN_COMMANDS, SPACES, STACKING, WORD_COMMANDS } from "./symbols.js";

/** Longer formulas are not read, and neither are deeper ones. */
const LONGEST = 4000;
const DEEPEST = 60;

/** null: something in it is not known here. */
export function readLatex(latex: string): Piece | null {
  if (latex.length > LONGEST) return null;
  try {
    const reader = new Reader(latex.match(/\\[A-Za-z]+|\\.|\s+|./gsu) ?? []);
    const piece = reader.row(() => false);
    return reader.isDone ? piece : null;
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

class Unknown extends Error {}

const isStacking = (piece: Piece): boolean => (piece.kind === "sign" || piece.kind === "word") && STACKING.has(piece.text);

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isDone(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Pieces up to a token that ends the row, which stays. */
  row(ends: (token: string) => boolean): Piece {
    if (++this.depth > DEEPEST) throw new Unknown();
    const items: Piece[] = [];
    for (let token = this.tokens[this.at]; token !== undefined && !ends(token); token = this.tokens[this.at]) {
      if (/^\s/.test(token)) this.at++;
      else if (token === "^" || token === "_") items.push(this.scripts(items.pop() ?? { kind: "row", items: [] }));
      else items.push(this.piece());
    }
    this.depth--;
    return items.length === 1 ? items[0]! : { kind: "row", items };
  }

  private scripts(base: Piece): Piece {
    let sub: Piece | null = null;
    let sup: Piece | null = null;
    for (let token = this.peek(); token === "^" || token === "_"; token = this.peek()) {
      this.at++;
      const script = this.argument();
      if (token === "^") sup = script;
      else sub = script;
    }
    return { kind: "scripts", base, sub, sup, stacked: isStacking(base) };
  }

  /** A group, or one token: `\frac1N`. */
  private argument(): Piece {
    this.peek();
    return this.piece();
  }

  private peek(): string | undefined {
    while (/^\s/.test(this.tokens[this.at] ?? "")) this.at++;
    return this.tokens[this.at];
  }

  private take(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Unknown();
    return token;
  }

  private expect(token: string): void {
    if (this.peek() !== token) throw new Unknown();
    this.at++;
  }

  private piece(): Piece {
    const token = this.take();
    if (token === "{") {
      const inside = this.row((next) => next === "}");
      this.expect("}");
      return inside;
    }
    if (token.startsWith("\\")) return this.command(token.slice(1));
    if (/^[0-9.]$/.test(token)) {
      let text = token;
      while (/^[0-9.]$/.test(this.tokens[this.at] ?? "")) text += this.take();
      return { kind: "number", text };
    }
    if (/^\p{L}$/u.test(token)) return { kind: "name", text: token };
    if (token === "-") return { kind: "sign", text: "−" };
    if (token === "'") return { kind: "sign", text: "′" };
    if (token === "*") return { kind: "sign", text: "∗" };
    if ("&}#$%~\\".includes(token)) throw new Unknown();
    return { kind: "sign", text: token };
  }

  private command(name: string): Piece {
    const space = SPACES.get(name);
    if (space !== undefined) return { kind: "space", width: space };
    const greek = GREEK_LETTERS.get(name);
    if (greek !== undefined) return { kind: "name", text: greek };
    const sign = SIGN_COMMANDS.get(name);
    if (sign !== undefined) return { kind: "sign", text: sign };
    if (WORD_COMMANDS.has(name)) return { kind: "word", text: name };
    switch (name) {
      case "frac":
      case "tfrac":
      case "dfrac": {
        const over = this.argument();
        return { kind: "fraction", over, under: this.argument() };
      }
      case "sqrt": {
        if (this.peek() !== "[") return { kind: "root", inside: this.argument(), index: null };
        this.at++;
        const index = this.row((token) => token === "]");
        this.expect("]");
        return { kind: "root", inside: this.argument(), index };
      }
      case "left": {
        const open = this.fence();
        const inside = this.row((token) => token === "\\right");
        this.expect("\\right");
        return { kind: "fenced", open, close: this.fence(), inside };
      }
      case "text":
      case "operatorname":
      case "mathrm":
      case "textbf":
      case "mathbb":
      case "mathbf":
        return { kind: "word", text: this.words() };
      case "hat":
      case "widehat":
        return { kind: "accent", mark: "hat", base: this.argument() };
      case "bar":
        return { kind: "accent", mark: "bar", base: this.argument() };
      case "overline":
        return { kind: "accent", mark: "line", base: this.argument() };
      case "begin":
        return this.environment(this.words());
      default:
        // Escaped signs: \_ \% \{ \|
        if (/^[{}_%#$&]$/.test(name)) return { kind: "sign", text: name };
        if (name === "|") return { kind: "sign", text: "‖" };
        throw new Unknown();
    }
  }

  private fence(): string {
    this.peek();
    const token = this.take();
    if (token === ".") return "";
    if (token === "\\{" || token === "\\}") return token.slice(1);
    if (token === "\\|") return "‖";
    return token.startsWith("\\") ? (SIGN_COMMANDS.get(token.slice(1)) ?? "") : token;
  }

  /** A group read as text. */
  private words(): string {
    this.expect("{");
    let text = "";
    let open = 0;
    for (let token = this.take(); open > 0 || token !== "}"; token = this.take()) {
      if (token === "{") open++;
      else if (token === "}") open--;
      else text += token.startsWith("\\") ? token.slice(1) : token;
    }
    return text;
  }

  private environment(name: string): Piece {
    if (name !== "cases" && name !== "pmatrix") throw new Unknown();
    const rows: Piece[][] = [[]];
    for (;;) {
      rows.at(-1)!.push(this.row((token) => token === "&" || token === "\\\\" || token === "\\end"));
      const end = this.take();
      if (end === "\\\\") rows.push([]);
      else if (end === "\\end") break;
    }
    if (this.words() !== name) throw new Unknown();
    const inside: Piece = { kind: "table", rows };
    return name === "cases" ? { kind: "fenced", open: "{", close: "", inside } : { kind: "fenced", open: "(", close: ")", inside };
  }
}
