/** The report as one line of JSON, by the contract of `gradient-lens eval --json`: lines from 1, columns from 0, no NaN. */
import type { ArrayView, Report } from "../engine/report/report.js";
import type { Span } from "../engine/text/span.js";
import { LineIndex } from "../engine/text/line-index.js";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function reportJson(file: string, text: string, report: Report): string {
  const lines = new LineIndex(text);
  const place = (offset: number): Json => {
    const { line, column } = lines.positionOf(offset);
    return { line: line + 1, column };
  };
  const places = (span: Span): { start: Json; end: Json } => ({ start: place(span.start), end: place(span.end) });
  const { target } = report;
  return JSON.stringify({
    schema: report.schema,
    file,
    language: report.language,
    target: target && { name: target.name, value: arrayJson(target.value), ...places(target.span) },
    stdout: report.stdout,
    error: report.error,
    variables: Object.fromEntries(report.variables.map((variable) => [variable.name, {
      dtype: variable.value.dtype,
      shape: variable.value.shape,
      value: arrayJson(variable.value),
      grad: variable.grad && arrayJson(variable.grad),
      lensGrad: variable.lensGrad && arrayJson(variable.lensGrad),
      origin: variable.origin,
      ...(variable.gradMadeUp ? { gradOrigin: "placeholder" } : {}),
      line: variable.span ? lines.positionOf(variable.span.start).line + 1 : null,
    }])),
    problems: report.problems.map((problem) => ({ code: problem.code, severity: problem.severity, message: problem.message, ...places(problem.span) })),
  } satisfies Json);
}

/** Nested lists, or a summary where the array is not given whole. */
export function arrayJson(view: ArrayView): Json {
  const count = view.shape.reduce((total, size) => total * size, 1);
  if (!view.whole) return { summary: { numel: count, sum: numberJson(view.sum), abs_sum: numberJson(view.absoluteSum), first: view.values.map((value) => numberJson(value)) } };
  let at = 0;
  const nested = (axis: number): Json =>
    axis === view.shape.length
      ? view.dtype === "bool" ? view.values[at++] !== 0 : numberJson(view.values[at++]!)
      : Array.from({ length: view.shape[axis]! }, () => nested(axis + 1));
  return nested(0);
}

function numberJson(value: number): Json {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
