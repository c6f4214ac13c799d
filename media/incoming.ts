/** Messages of the extension, believed only in their form: a page may be sent messages by others too. */
import type { ToPanel } from "../src/extension/panel/messages.js";
import { missingGlyph } from "./gradient.js";
import { isRecord } from "./kept.js";

/** Deep enough that reading the message cannot fail. Its texts are shown as texts, whatever they are. */
export function isToPanel(value: unknown): value is ToPanel {
  if (!isRecord(value)) return false;
  switch (value.kind) {
    case "hello":
      return isRecord(value.strings) && isRecord(value.subject);
    case "graph":
      return (
        (value.view === null || isView(value.view)) &&
        isRecord(value.target) &&
        isRecord(value.lines) &&
        isState(value)
      );
    case "state":
      return isState(value);
    case "check":
      return isRecord(value.check) && isCheck(value.check);
    case "cursor":
      return isList(value.nodes, isText) && typeof value.show === "boolean";
    case "open":
      return isText(value.tab);
    case "apart":
      return isText(value.partial) && isText(value.reason) && isText(value.missing) && Object.hasOwn(missingGlyph, value.missing);
    case "writeBack":
      return true;
    case "wroteBack":
      return (
        typeof value.written === "number" &&
        isList(value.refused, (one) => isRecord(one) && isText(one.node) && isText(one.name) && isText(one.reason)) &&
        (value.failure === null || isText(value.failure))
      );
    case "rasterize":
      return isText(value.svg) && [value.id, value.width, value.height].every((number) => typeof number === "number");
    case "view":
      return typeof value.id === "number" && (value.failure === null || isText(value.failure));
    default:
      return false;
  }
}

const isState = ({ problems, stale, notice }: Readonly<Record<string, unknown>>): boolean =>
  isList(problems, isRecord) && typeof stale === "boolean" && (notice === null || isText(notice));

function isCheck(check: Readonly<Record<string, unknown>>): boolean {
  switch (check.kind) {
    case "none":
      return true;
    case "running":
      return typeof check.done === "number" && typeof check.total === "number";
    case "done":
      return isList(check.rows, (row) => isRecord(row) && isRecord(row.analytic) && isRecord(row.numeric));
    default:
      return false;
  }
}

const isView = (view: unknown): boolean =>
  isRecord(view) &&
  isList(
    view.nodes,
    (node) => isRecord(node) && isText(node.id) && isText(node.title) && isList(node.scope, isText),
  ) &&
  isList(view.edges, (edge) => isRecord(edge) && isText(edge.from) && isText(edge.to));

const isText = (value: unknown): value is string => typeof value === "string";

const isList = (value: unknown, each: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(each);
