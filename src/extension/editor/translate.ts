/** `vscode.l10n.t`, handed in so that texts can be made and tested without an editor. */
export type Translate = (message: string, args?: Record<string, string | number>) => string;
