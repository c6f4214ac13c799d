/** Programs whose verdicts are known: what is compared, what the check must say of it, and words its reason must hold. */
import type { Verdict } from "../../src/engine/report/report.js";

export interface KnownCase {
  readonly name: string;
  readonly code: string;
  /** By name of the leaf. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** In the reason of the first of them. */
  readonly says?: RegExp;
}

const torch = (lines: string): string => `import torch\nimport torch.nn.functional as F\n${lines}\nL.backward()\n`;
/** One double tensor `x`. */
const double = (x: string, loss: string): string => torch(`x = torch.tensor(${x}, dtype=torch.float64, requires_grad=True)\nL = ${loss}`);
const single = (x: string, loss: string): string => torch(`x = torch.tensor(${x}, requires_grad=True)\nL = ${loss}`);

/** A Function with the given bodies. */
const own = (forward: string, backward: string, x: string): string => torch(`
class Own(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return ${forward}
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return ${backward}

x = torch.tensor(${x}, requires_grad=True)
L = (Own.apply(x) * 3).sum()`);

export const KNOWN: readonly KnownCase[] = [
  // Smooth, of every size and at every scale
  { name: "the tutorial's loss", code: "a = 2.0\nw = 3.0\nb = 4.0\ny = 11.0\nL = (a * w + b - y) ** 2\n", verdicts: { a: "match", w: "match", b: "match", y: "match" }, says: /relative error .*, noise floor .*, step / },
  { name: "float32 through tanh, exp and log", code: single("[0.1, -0.7, 1.3]", "torch.log(torch.exp(torch.tanh(x)) + 1).sum()"), verdicts: { x: "match" }, says: /rounding of the shown number/ },
  { name: "cancellation inside: (1e8 + x)² − 1e16", code: "x = 0.001\nL = (1e8 + x) ** 2 - 1e16\n", verdicts: { x: "match" } },
  { name: "a tiny target: 1e-12·x²", code: "x = 3.0\nL = 1e-12 * x ** 2\n", verdicts: { x: "match" } },
  { name: "a tiny target with a wrong gradient", code: own("1e-12 * x ** 2", "g * 1.9e-12 * x", "3.0"), verdicts: { x: "wrong" } },
  { name: "a huge target: 1e12·x³", code: "x = -2.0\nL = 1e12 * x ** 3\n", verdicts: { x: "match" } },
  { name: "log near 0 scales its step", code: double("[1e-10, 1e-3, 2.0]", "torch.log(x).sum()"), verdicts: { x: "match" } },
  { name: "sqrt near 0 stays in its domain", code: double("[1e-12, 4.0]", "torch.sqrt(x).sum()"), verdicts: { x: "match" } },
  { name: "acos near its border", code: double("0.999999", "torch.acos(x)"), verdicts: { x: "match" } },
  { name: "division by a tiny number", code: double("1e-7", "1 / x"), verdicts: { x: "match" } },
  { name: "x³ at 0: the slope is 0", code: double("0.0", "x ** 3"), verdicts: { x: "match" } },
  { name: "cos at 0: a maximum", code: double("0.0", "torch.cos(x)"), verdicts: { x: "match" } },
  { name: "a quick oscillation", code: double("0.3", "torch.sin(1e5 * x)"), verdicts: { x: "match" } },
  { name: "sigmoid far left keeps its own scale", code: double("-40.0", "torch.sigmoid(x)"), verdicts: { x: "match" } },
  { name: "a saturated softmax, cross entropy", code: double("[30.0, 0.0, -30.0]", "F.cross_entropy(x[None], torch.tensor([0]))"), verdicts: { x: "ill-conditioned" } },
  { name: "a sum of softmax: the gradient is 0 but for rounding", code: double("[0.3, 1.2, -0.4]", "torch.softmax(x, 0).sum()"), verdicts: { x: "match" }, says: /0 to within rounding|does not react/ },
  { name: "batch norm in training; the bias before it has no effect", code: torch("torch.manual_seed(0)\nx = torch.randn(6, 3)\nb = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)\nn = torch.nn.BatchNorm1d(3)\nw = torch.randn(6, 3)\nL = (n(x * 2 + b) * w).sum()"), verdicts: { b: "match" } },
  { name: "a dropout's mask is the recorded one", code: torch("torch.manual_seed(1)\nx = torch.linspace(-2, 2, 12, requires_grad=True)\nL = (F.dropout(x, 0.5) ** 2).sum()"), verdicts: { x: "match" } },
  { name: "a detached factor is held", code: double("[1.0, 2.0]", "(x * x.detach()).sum()"), verdicts: { x: "match" } },
  { name: "a straight-through estimator by detach", code: double("[0.3, 1.8]", "((x + (torch.round(x) - x).detach()) ** 2).sum()"), verdicts: { x: "match" } },
  { name: "integers from a value are steps", code: double("[1.3, 2.6]", "(x * x.long()).sum()"), verdicts: { x: "match" } },
  { name: "100 elements and more: random directions", code: torch("torch.manual_seed(0)\nx = torch.randn(40, 25, requires_grad=True)\nL = torch.exp(x * 0.3).mean()"), verdicts: { x: "match" } },
  // Kinks
  { name: "relu at 0", code: double("[-1.0, 0.0, 2.0]", "torch.relu(x).sum()"), verdicts: { x: "kink" }, says: /slope to the left 0; slope to the right 1; the gradient 0 takes the left one; relu has its kink here/ },
  { name: "|x| at 0", code: double("0.0", "torch.abs(x)"), verdicts: { x: "kink" }, says: /slope to the left −1; slope to the right 1; the gradient 0 is their mean/ },
  { name: "the maximum of equal elements", code: double("[1.0, 3.0, 3.0]", "torch.amax(x)"), verdicts: { x: "kink" }, says: /the gradient 0.5 is their mean/ },
  { name: "max pooling over equal elements", code: double("[[[1.0, 1.0, 0.0, 0.0]]]", "F.max_pool1d(x, 2).sum()"), verdicts: { x: "kink" } },
  { name: "clamp at its border", code: double("[0.0, 0.5]", "torch.clamp(x, 0, 1).sum()"), verdicts: { x: "kink" }, says: /takes the right one; clamp/ },
  { name: "the norm at 0", code: double("[0.0, 0.0]", "torch.linalg.norm(x)"), verdicts: { x: "kink" } },
  { name: "sqrt at 0: the gradient is infinite", code: double("0.0", "x ** 0.5"), verdicts: { x: "kink" }, says: /no value to the left; the slope to the right grows without bound/ },
  { name: "two conventions that do not add up: relu(x) − relu(−x) at 0", code: double("0.0", "torch.relu(x) - torch.relu(-x)"), verdicts: { x: "kink" }, says: /slope to the left 1; slope to the right 1; the gradient 0 lies outside their interval/ },
  { name: "floor at a whole number jumps", code: double("2.0", "torch.floor(x) + 0.5 * x"), verdicts: { x: "kink" }, says: /to the left the value jumps by −1; slope to the right 0.5; .*floor jumps here/ },
  { name: "the border of a where that jumps", code: double("0.0", "torch.where(x > 0, x + 1, 2 * x)"), verdicts: { x: "kink" }, says: /to the right the value jumps by 1/ },
  { name: "floor between whole numbers is flat", code: double("2.4", "torch.floor(x)"), verdicts: { x: "match" }, says: /does not react/ },
  { name: "a kink at a distance of 1e-9 is stepped around", code: double("1e-9", "torch.relu(x) + 3 * x"), verdicts: { x: "match" } },
  { name: "an embedding's padding row gets no gradient by its argument", code: torch("torch.manual_seed(0)\ne = torch.nn.Embedding(4, 2, padding_idx=0)\nW = e.weight\nwith torch.no_grad():\n    W[0] = torch.tensor([0.3, -0.2])\nL = (e(torch.tensor([0, 1, 2])) ** 2).sum()"), verdicts: { W: "kink" }, says: /holds a part of the gradient back/ },
  // What cannot be told
  { name: "sigmoid(40): its slope of 4e-18 is below what 1 − 4e-18 can show", code: double("40.0", "torch.sigmoid(x)"), verdicts: { x: "ill-conditioned" }, says: /noise floor/ },
  { name: "an exp that overflows", code: double("800.0", "torch.exp(x)"), verdicts: { x: "ill-conditioned" }, says: /not a finite number/ },
  { name: "an exp that overflows in float32 only", code: single("100.0", "torch.exp(x)"), verdicts: { x: "ill-conditioned" }, says: /2.688e43 in double precision/ },
  // Wrong
  { name: "an own backward that forgets a factor", code: own("x ** 2", "g * x", "[1.0, 2.0]"), verdicts: { x: "wrong" }, says: /own backward of Own is not the derivative/ },
  { name: "an own backward with its sign turned", code: own("torch.tanh(x)", "-g * (1 - torch.tanh(x) ** 2)", "[0.5, -0.2]"), verdicts: { x: "wrong" } },
  { name: "an estimator: round forward, identity backward", code: own("torch.round(x)", "g", "[0.7, -2.2]"), verdicts: { x: "wrong" }, says: /straight-through/ },
  { name: "an own backward that is right", code: own("x ** 3", "g * 3 * x ** 2", "[1.0, -2.0]"), verdicts: { x: "match" } },
  { name: "an estimator: sign forward, identity backward", code: own("torch.sign(x)", "g", "[0.5, -0.2]"), verdicts: { x: "wrong" }, says: /straight-through/ },
  { name: "an own backward that is wrong by one part in 1000", code: own("torch.exp(x)", "g * torch.exp(x) * 1.001", "[0.5, -0.2]"), verdicts: { x: "wrong" } },
  { name: "NaN from the branch not taken", code: double("[-1.0, 4.0]", "torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x)).sum()"), verdicts: { x: "wrong" }, says: /the gradient is NaN, and the target has the slope 0.*hands on NaN/ },
];
