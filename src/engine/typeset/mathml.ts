/** Formulas as MathML, which browsers draw without fonts or scripts of ours. */
import type { Piece } from "./formula.js";
import { escapedXml } from "./xml.js";

/** `text`: the same in Unicode. */
export const mathml = (piece: Piece, text: string): string =>
  `<math xmlns="http://www.w3.org/1998/Math/MathML" displaystyle="true"><semantics><mrow>${written(piece)}</mrow><annotation encoding="text/plain">${escapedXml(text)}</annotation></semantics></math>`;

const ACCENTS = { hat: "^", bar: "¯", line: "‾" } as const;

function written(piece: Piece): string {
  switch (piece.kind) {
    case "row":
      return `<mrow>${piece.items.map(written).join("")}</mrow>`;
    case "name":
      return `<mi>${escapedXml(piece.text)}</mi>`;
    case "word":
      return /^\p{L}+$/u.test(piece.text) ? `<mi mathvariant="normal">${escapedXml(piece.text)}</mi>` : `<mtext>${escapedXml(piece.text)}</mtext>`;
    case "number":
      return `<mn>${piece.text}</mn>`;
    case "sign":
      return `<mo${piece.text === "∂" ? ' lspace="0" rspace="0"' : ""}>${escapedXml(piece.text)}</mo>`;
    case "space":
      return piece.width > 0 ? `<mspace width="${piece.width}em"/>` : "";
    case "fraction":
      return `<mfrac>${one(piece.over)}${one(piece.under)}</mfrac>`;
    case "scripts": {
      const { base, sub, sup, stacked } = piece;
      const tag = sub && sup ? (stacked ? "munderover" : "msubsup") : sub ? (stacked ? "munder" : "msub") : stacked ? "mover" : "msup";
      return `<${tag}>${one(base)}${sub ? one(sub) : ""}${sup ? one(sup) : ""}</${tag}>`;
    }
    case "root":
      return piece.index ? `<mroot>${one(piece.inside)}${one(piece.index)}</mroot>` : `<msqrt>${written(piece.inside)}</msqrt>`;
    case "fenced":
      return `<mrow>${fence(piece.open)}${written(piece.inside)}${fence(piece.close)}</mrow>`;
    case "accent":
      return `<mover accent="true">${one(piece.base)}<mo>${ACCENTS[piece.mark]}</mo></mover>`;
    case "table":
      return `<mtable columnalign="left">${piece.rows.map((cells) => `<mtr>${cells.map((cell) => `<mtd>${written(cell)}</mtd>`).join("")}</mtr>`).join("")}</mtable>`;
  }
}

const fence = (text: string): string => (text === "" ? "" : `<mo stretchy="true">${escapedXml(text)}</mo>`);

/** A child that must be one element. */
const one = (piece: Piece): string => (piece.kind === "row" || piece.kind === "space" ? `<mrow>${piece.kind === "row" ? piece.items.map(written).join("") : ""}</mrow>` : written(piece));
