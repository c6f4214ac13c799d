/** The explanation, or the picture of its graph, as a file's text. */
export type DocumentFormat = "tex" | "html" | "svg";

export const DOCUMENT_FORMATS: readonly DocumentFormat[] = ["tex", "html", "svg"];

export type DrawingTheme = "light" | "dark" | "high-contrast-dark" | "high-contrast-light";

export const DRAWING_THEMES: readonly DrawingTheme[] = ["light", "dark", "high-contrast-dark", "high-contrast-light"];

export interface DocumentRequest {
  readonly format: DocumentFormat;
  /** Colours of an SVG; documents follow their reader. */
  readonly theme: DrawingTheme;
}

export interface DocumentAnswer {
  readonly text: string;
  /** Pixels of an SVG, else 0. */
  readonly width: number;
  readonly height: number;
}
