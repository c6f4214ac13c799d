/** The panel's page: empty but for its style (with its fonts) and script. No other source is admitted, and no inline one. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The script of the worker that lays graphs out. */
  readonly layout: string;
  readonly cspSource: string;
  readonly nonce: string;
  /** A language tag: "en", "zh-cn". */
  readonly language: string;
  readonly title: string;
}

export function panelHtml({ script, style, layout, cspSource, nonce, language, title }: PageParts): string {
  const policy = `default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'; worker-src blob:; connect-src ${cspSource}; img-src ${cspSource} data:; font-src ${cspSource}`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<main id="root"></main>
<script nonce="${escaped(nonce)}" src="${escaped(script)}" data-layout="${escaped(layout)}"></script>
</body>
</html>
`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
