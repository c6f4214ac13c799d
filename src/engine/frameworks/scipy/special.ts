/** scipy.special: cards under SciPy's names, and what is composed of them. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { fromNumbers, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { intArgument, intList } from "../arguments.js";
import { resultOf } from "../numpy/array-type.js";
import { castTo, need, run } from "../numpy/call.js";

const floats = (machine: Machine, value: Value | undefined): Node => {
  const node = need(machine, value);
  return isFloating(node.value.dtype) ? node : castTo(machine, node, "float64");
};

/** SciPy's name → the card of one input. */
const UNARY: Readonly<Record<string, string>> = {
  expit: "sigmoid", logit: "logit", erf: "erf", erfc: "erfc", erfinv: "erfinv", erfcx: "erfcx", gammaln: "lgamma", loggamma: "lgamma", digamma: "digamma", psi: "digamma", log_ndtr: "log_ndtr", ndtr: "ndtr", ndtri: "ndtri",
  i0: "i0", i0e: "i0e", i1: "i1", i1e: "i1e", entr: "entr", log1p: "log1p", expm1: "expm1", exp2: "exp2", log_expit: "logsigmoid", sinc: "sinc", round: "round",
};
const BINARY: Readonly<Record<string, string>> = { xlogy: "xlogy", xlog1py: "xlog1py" };

const unary = ([name, card]: readonly [string, string]): PyBuiltin => new PyBuiltin(name, (machine, [x]) => resultOf(run(machine, card, [floats(machine, x)])), "static");
const binary = ([name, card]: readonly [string, string]): PyBuiltin => new PyBuiltin(name, (machine, [x, y]) => resultOf(run(machine, card, [floats(machine, x), floats(machine, y)])), "static");

const axesOf = (machine: Machine, axis: Value): number[] | null => (axis === null ? null : (intList(axis) ?? [intArgument(machine, axis, "axis")]));

export const lgamma = (machine: Machine, x: Node): Node => run(machine, "lgamma", [x]);
const add = (machine: Machine, ...nodes: readonly Node[]): Node => nodes.reduce((a, b) => run(machine, "add", [a, b]));
const sub = (machine: Machine, a: Node, b: Node): Node => run(machine, "sub", [a, b]);
const mul = (machine: Machine, a: Node, b: Node): Node => run(machine, "mul", [a, b]);
const exp = (machine: Machine, x: Node): Node => run(machine, "exp", [x]);
const plusOne = (machine: Machine, x: Node): Node => add(machine, x, machine.trace.number(1));

/** log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b). */
export const betaln = (machine: Machine, a: Node, b: Node): Node => sub(machine, add(machine, lgamma(machine, a), lgamma(machine, b)), lgamma(machine, add(machine, a, b)));

/** log Σ b·exp(a), the largest taken out first. */
function logsumexp(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const x = floats(machine, a.a);
  const axes = axesOf(machine, a.axis!);
  const keepdim = a.keepdims === true;
  if (a.b === null && a.return_sign !== true) return resultOf(run(machine, "logsumexp", [x], { axes, keepdim }));
  const most = machine.trace.leaf(run(machine, "amax", [x], { axes, keepdim: true }).value, { kind: "computed" });
  const terms = exp(machine, sub(machine, x, most));
  const sum = run(machine, "sum", [a.b === null ? terms : mul(machine, terms, floats(machine, a.b))], { axes, keepdim });
  const top = keepdim ? most : run(machine, "reshape", [most], { shape: [...sum.value.shape] });
  if (a.return_sign !== true) return resultOf(add(machine, run(machine, "log", [sum]), top));
  return new PyTuple([resultOf(add(machine, run(machine, "log", [run(machine, "abs", [sum])]), top)), resultOf(run(machine, "sign", [sum]))]);
}

/** Γ by its logarithm; whole numbers exactly, negative ones with their sign. */
function gamma(machine: Machine, x: Node): Node {
  const size = exp(machine, lgamma(machine, x));
  const sizes = toNumbers(size.value);
  const corrections = toNumbers(x.value).map((value, i) => (value < 0 ? (Math.floor(value) % 2 === 0 ? 1 : -1) : Number.isInteger(value) && value > 0 && value < 171 ? factorial(value - 1) / sizes[i]! : 1));
  if (corrections.every((one) => one === 1)) return size;
  return mul(machine, size, machine.trace.leaf(fromNumbers("float64", x.value.shape, corrections), { kind: "computed" }));
}
function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

function comb(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * (n - Math.min(k, n - k) + i)) / i;
  return Math.round(result);
}

export const SPECIAL: readonly PyBuiltin[] = [
  ...Object.entries(UNARY).map(unary), ...Object.entries(BINARY).map(binary),
  native("logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False)", logsumexp),
  native("softmax(x, axis=None)", (machine, a) => {
    const x = floats(machine, a.x);
    if (a.axis !== null) return resultOf(run(machine, "softmax", [x], { axis: intArgument(machine, a.axis!, "axis") }));
    return resultOf(run(machine, "reshape", [run(machine, "softmax", [run(machine, "reshape", [x], { shape: [-1] })], { axis: 0 })], { shape: [...x.value.shape] }));
  }),
  native("log_softmax(x, axis=None)", (machine, a) => {
    const x = floats(machine, a.x);
    return resultOf(sub(machine, x, run(machine, "logsumexp", [x], { axes: axesOf(machine, a.axis!), keepdim: true })));
  }),
  native("gamma(z)", (machine, a) => resultOf(gamma(machine, floats(machine, a.z)))),
  native("betaln(a, b)", (machine, a) => resultOf(betaln(machine, floats(machine, a.a), floats(machine, a.b)))),
  native("beta(a, b)", (machine, a) => {
    const [x, y] = [floats(machine, a.a), floats(machine, a.b)];
    return resultOf(run(machine, "div", [mul(machine, gamma(machine, x), gamma(machine, y)), gamma(machine, add(machine, x, y))]));
  }),
  native("multigammaln(a, d)", (machine, a) => resultOf(run(machine, "mvlgamma", [floats(machine, a.a)], { p: intArgument(machine, a.d!, "d") }))),
  native("polygamma(n, x)", (machine, a) => resultOf(run(machine, "polygamma", [floats(machine, a.x)], { n: intArgument(machine, a.n!, "n") }))),
  native("factorial(n, exact=False)", (machine, a) => resultOf(gamma(machine, plusOne(machine, floats(machine, a.n))))),
  native("comb(N, k, exact=False)", (machine, a) => (a.exact === true ? comb(intArgument(machine, a.N!, "N"), intArgument(machine, a.k!, "k")) : resultOf(castTo(machine, need(machine, comb(Number(toNumbers(need(machine, a.N).value)[0]), Number(toNumbers(need(machine, a.k).value)[0]))), "float64")))),
  native("rel_entr(x, y)", (machine, a) => { const [x, y] = [floats(machine, a.x), floats(machine, a.y)]; return resultOf(run(machine, "xlogy", [x, run(machine, "div", [x, y])])); }),
  native("kl_div(x, y)", (machine, a) => { const [x, y] = [floats(machine, a.x), floats(machine, a.y)]; return resultOf(add(machine, sub(machine, run(machine, "xlogy", [x, run(machine, "div", [x, y])]), x), y)); }),
];
