/** The import statements of a text, by their looks: cheap enough for every keystroke, and one too many does no harm. */

export interface ImportStatement {
  /** How many dots stand before the name. */
  readonly level: number;
  readonly module: string;
  /** What is taken out of it; none for `import a.b`. */
  readonly names: readonly string[];
}

const IMPORT = /^[ \t]*import[ \t]+([^\n#;]+)/gm;
const FROM = /^[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(?:\(([^)]*)\)|([^\n#;]+))/gm;
const NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

export function importsOf(text: string): ImportStatement[] {
  const found: ImportStatement[] = [];
  for (const [, list = ""] of text.matchAll(IMPORT)) {
    for (const module of namesIn(list)) found.push({ level: 0, module, names: [] });
  }
  for (const [, dots = "", module = "", inside, list] of text.matchAll(FROM)) {
    if (module === "" ? dots !== "" : NAME.test(module)) found.push({ level: dots.length, module, names: namesIn((inside ?? list ?? "").replaceAll(/#[^\n]*|\\/g, "")) });
  }
  return found;
}

/** `a.b as c, d` → `a.b`, `d`. */
const namesIn = (list: string): string[] =>
  list.split(",").map((part) => part.trim().split(/\s+/)[0] ?? "").filter((name) => name === "*" || NAME.test(name));
