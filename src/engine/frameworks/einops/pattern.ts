/** einops patterns: `b (h w) ... -> b h w ...`. */

/** One axis of the array: the elementary axes it is composed of, slowest first. `…` stands for those of the ellipsis. */
export interface Group {
  readonly names: readonly string[];
  /** Written in brackets. */
  readonly composed: boolean;
}

export interface Side {
  readonly groups: readonly Group[];
}

export interface Pattern {
  readonly left: Side;
  readonly right: Side;
}

export const ELLIPSIS = "…";

/** Why a pattern is wrong, in einops' words. */
export class PatternError extends Error {}

/** Anonymous axes are numbers; each is an axis of its own. */
export const isAnonymous = (name: string): boolean => /^\d+(#\d+)?$/.test(name);
export const anonymousLength = (name: string): number => Number(name.split("#")[0]);

export function parseSide(text: string): Side {
  const groups: Group[] = [];
  let open: string[] | null = null;
  const seen = new Set<string>();
  if (text.includes(".") && (!text.includes("...") || text.replace("...", "").includes("."))) throw new PatternError("Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor ");
  for (const token of text.replaceAll("...", ` ${ELLIPSIS} `).match(/[()]|[^\s()]+/g) ?? []) {
    if (token === "(") {
      if (open) throw new PatternError("Axis composition is one-level (brackets inside brackets not allowed)");
      open = [];
    } else if (token === ")") {
      if (!open) throw new PatternError("Brackets are not balanced");
      groups.push({ names: open, composed: true });
      open = null;
    } else {
      const name = axisName(token, seen);
      if (name === "1") { if (!open) groups.push({ names: [], composed: true }); } else if (open) open.push(name);
      else groups.push({ names: [name], composed: false });
    }
  }
  if (open) throw new PatternError(`Imbalanced parentheses in expression: "${text}"`);
  return { groups };
}

function axisName(token: string, seen: Set<string>): string {
  if (token === "1") return token;
  if (/^\d+$/.test(token)) {
    const name = `${token}#${seen.size}`;
    seen.add(name);
    return name;
  }
  if (token !== ELLIPSIS && !/^[A-Za-z_]\w*$/.test(token)) throw new PatternError(`Invalid axis identifier: ${token}\nnot a valid python identifier`);
  if (seen.has(token)) throw new PatternError(`Indexing expression contains duplicate dimension "${token}"`);
  seen.add(token);
  return token;
}

const parsed = new Map<string, Pattern>();

export function parsePattern(text: string): Pattern {
  let pattern = parsed.get(text);
  if (!pattern) {
    const [left = "", right, more] = text.split("->");
    if (right === undefined || more !== undefined) throw new PatternError("not enough values to unpack (expected 2, got 1)");
    parsed.set(text, pattern = { left: parseSide(left), right: parseSide(right) });
  }
  return pattern;
}

/** The ellipsis written out as so many axes: alone they are axes of their own, in brackets they are one. */
export function spelledOut(side: Side, count: number): (readonly string[])[] {
  const own = Array.from({ length: count }, (_, i) => `${ELLIPSIS}${i}`);
  return side.groups.flatMap(({ names, composed }): (readonly string[])[] => {
    if (!composed && names[0] === ELLIPSIS) return own.map((name) => [name]);
    return [names.flatMap((name) => (name === ELLIPSIS ? own : [name]))];
  });
}
