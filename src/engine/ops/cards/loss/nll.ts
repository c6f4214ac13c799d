import { defineComposite } from "../../composite.js";
import { fractions, indices, samples, waves } from "../sample-arrays.js";
import { checkTargets, classTargets, pickedLosses, totalLoss, withoutClasses } from "./class-targets.js";
import { reducedShape } from "./loss.js";

/** −wₜ xₜ; the mean divides by the sum of the targets' weights. */
export const nll = defineComposite({
  name: "nll_loss",
  inputs: ["x", "target", "weight"],
  optional: { weight: 1 },
  withoutGradient: ["weight"],
  attributes: { ignore_index: -100, reduction: "mean" },
  dtype: "first",
  sentence: "Minus the log-probability of the right class, on average.",
  spellings: ["torch.nn.functional.nll_loss(input=x, target=target, weight=weight, *, ignore_index=ignore_index, reduction=reduction)"],
  samples: () => samples(
    { inputs: [waves([2, 3]), indices([2], [2, 0])] },
    { inputs: [waves([3, 3]), indices([3], [2, -100, 1]), fractions([3])] },
    { inputs: [waves([2, 3, 2]), indices([2, 2], [2, 0, 1, 1])], attributes: { reduction: "sum" } },
  ),
  differentiable: ["x"],
  shape: ([x, target], attributes) => {
    checkTargets("nll_loss", x!, target!);
    return reducedShape(withoutClasses(x!), attributes);
  },
  compose: (ops, [x, target, weight], { ignore_index: ignored, reduction }) => {
    const targets = classTargets(ops, x!, target!.value, weight?.value, Number(ignored));
    const losses = pickedLosses(ops, x!, targets);
    if (reduction === "none") return losses;
    const sum = totalLoss(ops, losses);
    return reduction === "sum" ? sum : ops.div(sum, ops.constant(targets.totalWeight));
  },
  formula: {
    value: { text: "mean(−{x}[{target}])", latex: "-\\frac1N \\sum_n {x}_{n,t_n}" },
    derivatives: { x: { text: "−{gy}/N at the right class, 0 elsewhere", latex: "-\\frac{{gy}}{N} \\operatorname{onehot}({target})" } },
  },
});
