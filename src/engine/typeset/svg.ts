/**
 * Formulas drawn as SVG where nothing else can draw them: the images in hovers. The fonts of the reader's machine are not
 * known here, so every text is given the width it was laid out with (`textLength`).
 */
import type { Piece } from "./formula.js";
import { BINARY } from "./symbols.js";
import { escapedXml } from "./xml.js";

/** Laid out: up is positive, from the baseline. */
interface Box {
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
  /** SVG with the left end of the baseline at (x, y). */
  readonly draw: (x: number, y: number) => string;
}

export interface FormulaStyle {
  /** Of the text, in pixels. */
  readonly size: number;
  /** #rrggbb. */
  readonly color: string;
}

export interface FormulaImage {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Larger images would cover the editor. */
const WIDEST = 900;
const HIGHEST = 320;
const PADDING = 3;

/** Formulas below each other; null: too large. */
export function formulaSvg(pieces: readonly Piece[], { size, color }: FormulaStyle): FormulaImage | null {
  const boxes = pieces.map((piece) => layOut(piece, size));
  const gap = size * 0.55;
  const width = Math.ceil(Math.max(0, ...boxes.map((box) => box.width)) + 2 * PADDING);
  const height = Math.ceil(boxes.reduce((sum, { ascent, descent }) => sum + ascent + descent, gap * (boxes.length - 1)) + 2 * PADDING);
  if (!boxes.length || width > WIDEST || height > HIGHEST) return null;
  let y = PADDING;
  const drawn = boxes.map((box) => {
    const at = y + box.ascent;
    y = at + box.descent + gap;
    return box.draw(PADDING, at);
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" color="${color}" fill="${color}" font-family="'Latin Modern Math','STIX Two Math','Cambria Math','DejaVu Serif',serif">${drawn.join("")}</svg>`;
  return { svg, width, height };
}

const n = (value: number): string => String(Number(value.toFixed(2)));

function text(shown: string, size: number, isItalic: boolean): Box {
  const width = [...shown].reduce((sum, letter) => sum + widthOf(letter), 0) * size;
  return {
    width,
    ascent: size * 0.74,
    descent: size * 0.22,
    draw: (x, y) =>
      `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}"${isItalic ? ' font-style="italic"' : ""} textLength="${n(width)}" lengthAdjust="spacingAndGlyphs">${escapedXml(shown)}</text>`,
  };
}

/** In ems, as in faces of the Times kind. */
function widthOf(letter: string): number {
  if (/[ijltI|.,;:'′!]/.test(letter)) return 0.3;
  if (/[fr()[\]{}\s]/.test(letter)) return 0.36;
  if (/[mwM]/.test(letter)) return 0.78;
  if (/[A-ZΓΔΘΛΞΠΣΦΨΩ]/.test(letter)) return 0.68;
  if (/[+−=<>≤≥≠≈→↦←∑∏×·∘⊙⊗∈±∓]/.test(letter)) return letter === "·" ? 0.28 : 0.6;
  return letter.codePointAt(0)! > 0x2e7f ? 1 : 0.52;
}

const space = (width: number): Box => ({ width, ascent: 0, descent: 0, draw: () => "" });

function beside(boxes: readonly Box[]): Box {
  return {
    width: boxes.reduce((sum, { width }) => sum + width, 0),
    ascent: Math.max(0, ...boxes.map(({ ascent }) => ascent)),
    descent: Math.max(0, ...boxes.map(({ descent }) => descent)),
    draw: (x, y) => {
      let at = x;
      return boxes
        .map((box) => {
          const drawn = box.draw(at, y);
          at += box.width;
          return drawn;
        })
        .join("");
    },
  };
}

function layOut(piece: Piece, size: number): Box {
  switch (piece.kind) {
    case "row":
      return beside(piece.items.flatMap((item, i) => spaced(item, layOut(item, size), size, i === 0 || isSign(piece.items[i - 1]))));
    case "name":
      return text(piece.text, size, !/[Α-Ω]/.test(piece.text));
    case "word":
      return beside([text(piece.text, size, false), space(size * 0.12)]);
    case "number":
      return text(piece.text, size, false);
    case "sign":
      return /[∑∏]/.test(piece.text) ? shifted(text(piece.text, size * 1.4, false), size * -0.12) : text(piece.text, size, false);
    case "space":
      return space(piece.width * size);
    case "fraction":
      return fraction(layOut(piece.over, size * 0.86), layOut(piece.under, size * 0.86), size);
    case "scripts":
      return scripts(layOut(piece.base, size), piece.sub && layOut(piece.sub, size * 0.68), piece.sup && layOut(piece.sup, size * 0.68), size, piece.stacked);
    case "root":
      return root(layOut(piece.inside, size), piece.index && layOut(piece.index, size * 0.5), size);
    case "fenced":
      return fenced(piece.open, layOut(piece.inside, size), piece.close, size);
    case "accent":
      return accented(layOut(piece.base, size), piece.mark, size);
    case "table":
      return table(piece.rows.map((cells) => cells.map((cell) => layOut(cell, size))), size);
  }
}

const isSign = (piece: Piece | undefined): boolean => piece?.kind === "sign" && (BINARY.has(piece.text) || "([,".includes(piece.text));

/** Room around a sign between two operands; none at one that stands before its only operand. */
function spaced(piece: Piece, box: Box, size: number, isPrefix: boolean): Box[] {
  if (piece.kind !== "sign") return [box];
  if (piece.text === ",") return [box, space(size * 0.2)];
  if (!BINARY.has(piece.text) || isPrefix) return [box];
  return [space(size * 0.24), box, space(size * 0.24)];
}

const shifted = (box: Box, by: number): Box => ({ width: box.width, ascent: box.ascent + by, descent: box.descent - by, draw: (x, y) => box.draw(x, y - by) });

function fraction(over: Box, under: Box, size: number): Box {
  const width = Math.max(over.width, under.width) + size * 0.3;
  const [axis, gap] = [size * 0.26, size * 0.14];
  return {
    width: width + size * 0.16,
    ascent: axis + gap + over.descent + over.ascent,
    descent: gap + under.ascent + under.descent - axis,
    draw: (x, y) => {
      const left = x + size * 0.08;
      const bar = `<rect x="${n(left)}" y="${n(y - axis - size * 0.025)}" width="${n(width)}" height="${n(size * 0.055)}"/>`;
      return over.draw(left + (width - over.width) / 2, y - axis - gap - over.descent) + bar + under.draw(left + (width - under.width) / 2, y - axis + gap + under.ascent);
    },
  };
}

function scripts(base: Box, sub: Box | null, sup: Box | null, size: number, stacked: boolean): Box {
  if (stacked) {
    const width = Math.max(base.width, sub?.width ?? 0, sup?.width ?? 0);
    return {
      width: width + size * 0.1,
      ascent: base.ascent + (sup ? sup.ascent + sup.descent : 0),
      descent: base.descent + (sub ? sub.ascent + sub.descent : 0),
      draw: (x, y) =>
        base.draw(x + (width - base.width) / 2, y) +
        (sub?.draw(x + (width - sub.width) / 2, y + base.descent + sub.ascent) ?? "") +
        (sup?.draw(x + (width - sup.width) / 2, y - base.ascent - sup.descent) ?? ""),
    };
  }
  const up = Math.max(size * 0.38, base.ascent - size * 0.32);
  const down = Math.max(size * 0.18, base.descent - size * 0.02);
  return {
    width: base.width + Math.max(sub?.width ?? 0, sup?.width ?? 0) + size * 0.05,
    ascent: Math.max(base.ascent, sup ? up + sup.ascent : 0),
    descent: Math.max(base.descent, sub ? down + sub.descent : 0),
    draw: (x, y) => base.draw(x, y) + (sub?.draw(x + base.width, y + down) ?? "") + (sup?.draw(x + base.width + size * 0.03, y - up) ?? ""),
  };
}

function root(inside: Box, index: Box | null, size: number): Box {
  const [hook, gap] = [size * 0.6, size * 0.12];
  return {
    width: hook + inside.width + size * 0.1,
    ascent: inside.ascent + gap + size * 0.06,
    descent: inside.descent,
    draw: (x, y) => {
      const [top, bottom] = [y - inside.ascent - gap, y + inside.descent];
      const path = `M${n(x + size * 0.06)} ${n(y - size * 0.2)}l${n(size * 0.14)} ${n(-size * 0.06)}L${n(x + size * 0.34)} ${n(bottom)}L${n(x + hook - size * 0.06)} ${n(top)}H${n(x + hook + inside.width)}`;
      return `<path d="${path}" fill="none" stroke="currentColor" stroke-width="${n(size * 0.055)}"/>${index?.draw(x, y - size * 0.36) ?? ""}${inside.draw(x + hook, y)}`;
    },
  };
}

/** A fence as high as what it holds. */
function fenced(open: string, inside: Box, close: string, size: number): Box {
  const isTall = inside.ascent + inside.descent > size * 1.3;
  const side = (sign: string): Box => {
    if (sign === "") return space(size * 0.1);
    const plain = text(sign, size, false);
    if (!isTall) return plain;
    const stretch = (inside.ascent + inside.descent) / (plain.ascent + plain.descent);
    return {
      width: plain.width,
      ascent: inside.ascent,
      descent: inside.descent,
      // Drawn in the sign's own size, then stretched upwards about its place.
      draw: (x, y) => `<g transform="translate(${n(x)} ${n(y + inside.descent - plain.descent * stretch)}) scale(1 ${n(stretch)})">${plain.draw(0, 0)}</g>`,
    };
  };
  return beside([side(open), inside, side(close)]);
}

function accented(base: Box, mark: "hat" | "bar" | "line", size: number): Box {
  const lift = size * 0.16;
  return {
    width: base.width,
    ascent: base.ascent + lift,
    descent: base.descent,
    draw: (x, y) => {
      const top = y - base.ascent - size * 0.02;
      const sign =
        mark === "hat"
          ? `<path d="M${n(x + base.width / 2 - size * 0.18)} ${n(top + size * 0.06)}l${n(size * 0.18)} ${n(-size * 0.14)}l${n(size * 0.18)} ${n(size * 0.14)}" fill="none" stroke="currentColor" stroke-width="${n(size * 0.055)}"/>`
          : `<rect x="${n(x)}" y="${n(top)}" width="${n(base.width)}" height="${n(size * 0.055)}"/>`;
      return base.draw(x, y) + sign;
    },
  };
}

function table(rows: readonly (readonly Box[])[], size: number): Box {
  const gap = size * 0.35;
  const columns = Math.max(...rows.map((cells) => cells.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(0, ...rows.map((cells) => cells[i]?.width ?? 0)));
  const heights = rows.map((cells) => ({ ascent: Math.max(size * 0.7, ...cells.map(({ ascent }) => ascent)), descent: Math.max(size * 0.2, ...cells.map(({ descent }) => descent)) }));
  const total = heights.reduce((sum, { ascent, descent }) => sum + ascent + descent, gap * (rows.length - 1));
  const axis = size * 0.26;
  return {
    width: widths.reduce((sum, width) => sum + width, size * 0.9 * (columns - 1)),
    ascent: total / 2 + axis,
    descent: total / 2 - axis,
    draw: (x, y) => {
      let top = y - total / 2 - axis;
      return rows
        .map((cells, i) => {
          const { ascent, descent } = heights[i]!;
          let left = x;
          const drawn = cells.map((cell, k) => {
            const at = cell.draw(left, top + ascent);
            left += widths[k]! + size * 0.9;
            return at;
          });
          top += ascent + descent + gap;
          return drawn.join("");
        })
        .join("");
    },
  };
}
