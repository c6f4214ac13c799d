/** A verdict's reason in words, with its numbers. */
import { shortNumber } from "../../report/numbers.js";
import type { Verdict } from "../../report/report.js";
import type { Node } from "../../trace/node.js";
import type { Culprit } from "./culprit.js";
import type { Line } from "./line.js";
import { checkMessages as say } from "./messages.js";
import type { Measured } from "./slopes.js";
import type { Turning } from "./turning.js";
import type { Because, Side } from "./verdict.js";

/** One direction of a leaf after its comparison. */
export interface Compared {
  readonly line: Line;
  /** Slopes along the line: of the gradient as the program has it, and recomputed in double precision. */
  readonly shown: number;
  readonly analytic: number;
  /** null: nothing could be measured. */
  readonly measured: Measured | null;
  readonly verdict: Verdict;
  readonly because:
    | Because
    /** An operation that cannot be computed again. */
    | { readonly kind: "held"; readonly node: Node }
    /** The program's precision is too low for its own gradient. */
    | { readonly kind: "single" }
    /** The operation behind it holds a part of the gradient back, as its framework does. */
    | { readonly kind: "withheld" }
    /** In double precision the recorded gradient is not what its rules give. */
    | { readonly kind: "recorded" };
  /** Of the shown number, absolute; 0 where the program computes in double precision. */
  readonly rounding: number;
  readonly turnings: readonly Turning[];
  readonly culprits: readonly Culprit[];
}

export function reasonOf(compared: Compared): string {
  const { because, shown, analytic, measured, rounding } = compared;
  const [gradient, exact] = [shortNumber(shown), shortNumber(analytic)];
  const best = measured?.best;
  const [slope, error, noise, step] = [best?.central, best?.error, best?.noise, best?.step].map((value) => shortNumber(value ?? Number.NaN));
  const parts = (): string[] => {
    switch (because.kind) {
      case "agrees":
        return [say.agrees(rough(because.relative), rough(best?.noise ?? 0), rough(best?.step ?? 0)), ...(rounding > 0 ? [say.singleRounding(rough(rounding / Math.max(Math.abs(shown), Math.abs(analytic))))] : [])];
      case "flat":
        return [say.flat];
      case "cancels":
        return [say.cancels(rough(because.size))];
      case "kink":
        return [sideText(because.left, "left"), sideText(because.right, "right"), say.convention[because.where](gradient), ...compared.turnings.slice(0, 1).map(({ node, kind }) => TURNING_TEXTS[kind](nameOf(node)))];
      case "valueNotFinite":
        return [say.valueNotFinite];
      case "gradientNotFinite":
        return [say.gradientNotFinite(gradient, slope!), ...faultTexts(compared.culprits)];
      case "rounding":
        return [say.rounding(noise!, step!)];
      case "unsettled":
        return [say.unsettled(error!)];
      case "differs":
        return [say.differs(gradient, slope!, rough(best?.error ?? 0)), ...faultTexts(compared.culprits)];
      case "withheld":
        return [say.differs(gradient, slope!, rough(best?.error ?? 0)), ...compared.culprits.slice(0, 1).map(({ node }) => say.withheld(nameOf(node)))];
      case "held":
        return [say.held(nameOf(because.node))];
      case "single":
        return [say.single(gradient, exact)];
      case "recorded":
        return [say.recorded(gradient, exact)];
    }
  };
  return say.sentence(parts());
}

const TURNING_TEXTS: Readonly<Record<Turning["kind"], (operation: string) => string>> = {
  kink: (operation) => say.kinkAt(operation),
  jump: (operation) => say.jumpAt(operation),
  border: (operation) => say.borderAt(operation),
};

function faultTexts(culprits: readonly Culprit[]): string[] {
  return culprits.slice(0, 1).map(({ node, fault, isOwn }) => {
    if (fault === "nan") return say.nanFrom(nameOf(node));
    if (isOwn) return fault === "flat" ? say.estimator(nameOf(node)) : say.ownRule(nameOf(node));
    return say.rule(nameOf(node));
  });
}

function sideText(side: Side, which: "left" | "right"): string {
  const isLeft = which === "left";
  switch (side.kind) {
    case "none":
      return isLeft ? say.noneLeft : say.noneRight;
    case "jump":
      return (isLeft ? say.jumpLeft : say.jumpRight)(shortNumber(side.by));
    case "steep":
      return isLeft ? say.steepLeft : say.steepRight;
    case "slope":
      return (isLeft ? say.slopeLeft : say.slopeRight)(settled(side.slope));
  }
}

/** Extrapolation leaves 1e-17 where there is 0. */
const settled = (slope: number): string => shortNumber(Math.abs(slope) < 1e-12 ? 0 : slope);

const nameOf = (node: Node): string => node.card?.name ?? "";

/** One digit: how large it is. */
const rough = (value: number): string => shortNumber(Number.isFinite(value) ? Number(value.toPrecision(1)) : value);
