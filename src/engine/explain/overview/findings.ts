/** What of an overview is worth a sentence. */
import { shortNumber } from "../../report/numbers.js";
import type { OverviewFinding, OverviewSeries } from "../../report/views/overview.js";
import type { TargetGraph } from "../target-graph.js";
import { formOf } from "./activations.js";
import type { Layer } from "./layers.js";
import { overviewMessages as say } from "./messages.js";

/** Norms that differ by less say nothing: sizes of layers differ, too. */
const FOLD = 1e3;
const FEWEST_LAYERS = 3;
const MANY = 0.5;
const MOST_NAMED = 6;
/** The learning rate is a guess: only what replaces the layer altogether is worth a word. */
const LARGE_UPDATE = 1;

export function findingsOf(layers: readonly Layer[], series: readonly OverviewSeries[], graph: TargetGraph, learningRate: number): OverviewFinding[] {
  return [
    ...alongLayers(layers),
    ...series.flatMap((one) => alongLoop(one) ?? []),
    ...layers.flatMap(ofActivations),
    ...withoutGradient(layers, graph),
    ...layers.flatMap((layer) => ofUpdate(layer, learningRate)),
  ];
}

/** Compares the first layer with the last one, where most steps between them go the same way. */
function alongLayers(layers: readonly Layer[]): OverviewFinding[] {
  const isWide = ({ draft }: Layer): boolean => draft.parameters[0]!.value.shape.length >= 2;
  const wide = layers.filter(isWide);
  const compared = (wide.length >= FEWEST_LAYERS ? wide : layers).filter(({ shown }) => (shown.gradient?.size ?? 0) > 0);
  const sizes = compared.map(({ shown }) => shown.gradient!.size!);
  const trend = trendOf(sizes);
  if (compared.length < FEWEST_LAYERS || trend === null) return [];
  const first = compared[0]!.shown;
  const last = compared.at(-1)!.shown;
  const said = { fold: foldText(trend.fold), from: last.name, to: first.name };
  const between = layers.slice(layers.indexOf(compared[0]!), layers.indexOf(compared.at(-1)!)).flatMap(({ activations }) => activations.map(formOf));
  const sigmoids = between.filter((form) => form === "sigmoid").length;
  const tanhs = between.filter((form) => form === "tanh").length;
  const why = trend.kind === "exploding" ? "" : sigmoids > 0 ? say.sigmoids(sigmoids, shortNumber(0.25 ** sigmoids)) : tanhs > 0 ? say.tanhs(tanhs) : "";
  const sentence = trend.kind === "vanishing" ? say.vanishing(said.fold, said.from, said.to) : say.exploding(said.fold, said.from, said.to);
  return [{ kind: trend.kind, sentence: why ? `${sentence} ${why}` : sentence, nodes: [last, first].map(({ parameters }) => parameters[0]!.id) }];
}

function alongLoop({ name, points }: OverviewSeries): OverviewFinding | null {
  const there = points.filter(({ gradient }) => (gradient?.size ?? 0) > 0);
  const trend = trendOf(there.map(({ gradient }) => gradient!.size!));
  const first = there[0];
  const last = there.at(-1);
  if (trend === null || !first || !last) return null;
  const sentence = (trend.kind === "vanishing" ? say.vanishingInTime : say.explodingInTime)(name, foldText(trend.fold), last.iteration, first.iteration);
  return { kind: trend.kind, sentence, nodes: [last.id, first.id] };
}

/** `sizes` in forward order, all positive. null: they are alike, or go up and down. */
function trendOf(sizes: readonly number[]): { readonly kind: "vanishing" | "exploding"; readonly fold: number } | null {
  const first = sizes[0];
  const last = sizes.at(-1);
  if (first === undefined || last === undefined) return null;
  const kind = first < last ? "vanishing" : "exploding";
  const fold = kind === "vanishing" ? last / first : first / last;
  const steps = sizes.slice(1).map((size, i) => size - sizes[i]!);
  const along = steps.filter((step) => (kind === "vanishing" ? step > 0 : step < 0)).length;
  return fold >= FOLD && along * 3 >= steps.length * 2 ? { kind, fold } : null;
}

function ofActivations({ shown: { name, activation }, activations }: Layer): OverviewFinding[] {
  if (!activation) return [];
  const { dead, saturated, operation, id } = activation;
  const isMany = (share: typeof dead): boolean => share !== null && share.count > 0 && share.count / share.total >= MANY;
  const nodes = [id];
  const flat = activations.findLast((node) => formOf(node) === "sigmoid" || formOf(node) === "tanh");
  return [
    ...(dead && isMany(dead) ? [{ kind: "dead" as const, sentence: say.dead(name, dead.count, dead.total, operation), nodes }] : []),
    ...(saturated && flat && isMany(saturated)
      ? [{ kind: "saturated" as const, sentence: say.saturated(name, Math.round((100 * saturated.count) / saturated.total), formOf(flat) ?? operation), nodes }]
      : []),
  ];
}

/** Layers without a gradient for the same reason are one sentence. */
function withoutGradient(layers: readonly Layer[], { gradients }: TargetGraph): OverviewFinding[] {
  const groups = new Map<string, { readonly isZero: boolean; readonly reason: string; readonly layers: Layer[] }>();
  for (const layer of layers) {
    const { gradient, reason } = layer.shown;
    const isZero = layer.draft.parameters.some((node) => gradients.adjoints.has(node));
    if (isZero && gradient?.size !== 0) continue;
    const key = `${isZero} ${reason}`;
    const group = groups.get(key);
    if (group) group.layers.push(layer);
    else groups.set(key, { isZero, reason, layers: [layer] });
  }
  return [...groups.values()].map(({ isZero, reason, layers: found }) => {
    const names = found.slice(0, MOST_NAMED).map(({ shown }) => shown.name).join(", ") + (found.length > MOST_NAMED ? ", …" : "");
    return {
      kind: "noGradient",
      sentence: (isZero ? say.zeroGradient : say.noGradient)(names, reason),
      nodes: found.flatMap(({ shown }) => shown.parameters.map(({ id }) => id)),
    };
  });
}

function ofUpdate({ shown, draft }: Layer, learningRate: number): OverviewFinding[] {
  const part = shown.update?.size ?? 0;
  // A bias that begins near zero changes by much of itself: no fault.
  if (part < LARGE_UPDATE || draft.parameters[0]!.value.shape.length < 2) return [];
  return [{ kind: "largeUpdate", sentence: say.largeUpdate(shown.name, Number((part * 100).toPrecision(2)), shortNumber(learningRate)), nodes: shown.parameters.map(({ id }) => id) }];
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** "2000", from 10⁴ on the power of ten alone. */
function foldText(fold: number): string {
  if (fold < 1e4) return String(Number(fold.toPrecision(1)));
  return `10${[...String(Math.round(Math.log10(fold)))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("")}`;
}
