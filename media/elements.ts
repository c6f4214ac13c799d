/**
 * Elements of the page. Text goes in as text only: there is no way here to set markup, and no inline style attribute,
 * which the content security policy would refuse.
 */
export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
}

type Child = Node | null | false;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  parts: Parts = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element: HTMLElementTagNameMap[K] = document.createElement(tag);
  fill(element, parts, children);
  if (parts.title !== undefined && parts.title !== "") element.title = parts.title;
  if (parts.onClick !== undefined) element.onclick = parts.onClick;
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  parts: Pick<Parts, "class" | "text" | "attributes"> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  fill(element, parts, children);
  return element;
}

function fill(element: Element, parts: Parts, children: readonly Child[]): void {
  if (parts.class !== undefined) element.setAttribute("class", parts.class);
  for (const [name, value] of Object.entries(parts.attributes ?? {})) element.setAttribute(name, value);
  if (parts.text !== undefined) element.textContent = parts.text;
  for (const child of children) if (child !== null && child !== false) element.append(child);
}

/** A button with its name as text, or as tooltip and label where it shows an icon only. */
export function button(
  parts: Parts & { readonly label: string; readonly icon?: IconName; readonly pressed?: boolean },
): HTMLButtonElement {
  const iconOnly = parts.icon !== undefined && parts.text === undefined;
  const element = h("button", {
    ...parts,
    title: parts.title ?? (iconOnly ? parts.label : ""),
    text: "",
    attributes: {
      type: "button",
      ...(iconOnly ? { "aria-label": parts.label } : {}),
      ...(parts.pressed === undefined ? {} : { "aria-pressed": String(parts.pressed) }),
      ...parts.attributes,
    },
  });
  if (parts.icon !== undefined) element.append(icon(parts.icon));
  if (!iconOnly) element.append(h("span", { text: parts.text ?? parts.label }));
  return element;
}

/** Drawn in a square of 16, by strokes of the text's colour. */
const ICONS = {
  graph: "M1.5 4.5h4v3h-4zM10.5 2.5h4v3h-4zM10.5 10.5h4v3h-4zM5.5 6h2.5v6h2.5M8 6v-2h2.5",
  list: "M2 4h12M2 8h12M2 12h12",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5",
  group: "M2 2.5h12v11h-12zM4.5 6h3v4h-3zM9.5 6h2v4h-2z",
  check: "M3 8.5l3.2 3.5 6.8-8",
  search: "M7 2.5a4.5 4.5 0 1 0 .01 0M10.3 10.3l3.7 3.7",
  up: "M3.5 10l4.5-4.5 4.5 4.5",
  down: "M3.5 6l4.5 4.5 4.5-4.5",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8v.5",
  source: "M6 3.5h-3.5v10h10v-3.5M9 2.5h4.5v4.5M13.5 2.5l-6.5 6.5",
  first: "M3.5 3v10M12.5 3l-6.5 5 6.5 5z",
  previous: "M11 3l-6.5 5 6.5 5z",
  play: "M4.5 2.5l8.5 5.5-8.5 5.5z",
  pause: "M5 3v10M11 3v10",
  next: "M5 3l6.5 5-6.5 5z",
  last: "M12.5 3v10M3.5 3l6.5 5-6.5 5z",
  export: "M8 9.5v-7.5M5 5l3-3 3 3M3 9v4.5h10v-4.5",
  expand: "M2.5 2.5h11v11h-11zM8 5v6M5 8h6",
  collapse: "M2.5 2.5h11v11h-11zM5 8h6",
  warning: "M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.3v.6",
  info: "M8 1.8a6.2 6.2 0 1 0 .01 0M8 7.2v4M8 4.6v.7",
} as const;

export type IconName = keyof typeof ICONS;

export const icon = (name: IconName): SVGSVGElement =>
  s(
    "svg",
    { class: "icon", attributes: { viewBox: "0 0 16 16", "aria-hidden": "true" } },
    s("path", { attributes: { d: ICONS[name] } }),
  );

/** Fills the names in braces. A name without a value stays as it is, so that a wrong table is seen. */
export const say = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
