/** An SVG picture as PNG, twice as fine as the screen. */

/** Chromium's canvas ends at 16,384 pixels a side and 2²⁸ in all. */
const LONGEST = 16_000;
const MOST = 100_000_000;
const FINE = 2;

/** Base64; null: too large, or not to be drawn. */
export async function rasterized(svg: string, width: number, height: number): Promise<string | null> {
  const scale = Math.min(FINE, LONGEST / width, LONGEST / height, Math.sqrt(MOST / (width * height)));
  if (!(scale >= 0.5)) return null;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const [, base64] = canvas.toDataURL("image/png").split("base64,");
  return base64 ?? null;
}
