/** `jax.scipy.special`. */
import { type PyBuiltin, PyTuple } from "../../../python/object.js";
import { arrayFrom, JaxArray } from "../array.js";
import type { Jnp } from "../jnp.js";
import { logsumexp } from "../nn.js";
import { type Call, define, intsOf } from "../numpy/arguments.js";
import { named, type Part } from "../part.js";
import { elementwise, floating, run } from "../run.js";

/** Functions that are a card each. */
const CARDS: Readonly<Record<string, string>> = {
  erf: "erf", erfc: "erfc", erfinv: "erfinv", gammaln: "lgamma", loggamma: "lgamma", digamma: "digamma", i0: "i0", i0e: "i0e", i1: "i1", i1e: "i1e", expit: "sigmoid", entr: "entr",
};
/** The same, with strong results. */
const STRONG: Readonly<Record<string, string>> = { ndtr: "ndtr", log_ndtr: "log_ndtr", ndtri: "ndtri", erfcx: "erfcx" };

const unary = (name: string, work: (j: Jnp, x: JaxArray) => JaxArray): PyBuiltin => define(`${name}(x)`, ({ j, array }) => work(j, array("x")));
const binary = (name: string, work: (j: Jnp, x: JaxArray, y: JaxArray) => JaxArray): PyBuiltin => define(`${name}(x, y)`, ({ j, array }) => work(j, array("x"), array("y", 1)));

export const logGamma = (j: Jnp, x: JaxArray): JaxArray => j.call("lgamma", x);
export const betaln = (j: Jnp, a: JaxArray, b: JaxArray): JaxArray => j.sub(j.add(logGamma(j, a), logGamma(j, b)), logGamma(j, j.add(a, b)));

/** Σ x·log x with 0·log 0 = 0, for the two relative entropies. */
const relative = (j: Jnp, p: JaxArray, q: JaxArray): JaxArray => {
  const [x, y] = j.together(p, q).map((one) => j.strong(one));
  const both = j.and(j.compare("gt", x!, 0), j.compare("gt", y!, 0));
  const safe = (one: JaxArray): JaxArray => j.where(both, one, j.float(1));
  const value = j.sub(floating(j.machine, "xlogy", [safe(x!), safe(x!)]), floating(j.machine, "xlogy", [safe(x!), safe(y!)]));
  return j.where(both, value, j.where(j.and(j.compare("eq", x!, 0), j.compare("ge", y!, 0)), j.float(0), j.float(Infinity)));
};

function gamma(j: Jnp, x: JaxArray): JaxArray {
  const y = j.strong(j.inexact(x));
  const size = j.call("exp", logGamma(j, y));
  const odd = j.compare("ne", elementwise(j.machine, "remainder", [j.keep("floor", y), j.of(2)]), 0);
  return j.where(j.and(j.compare("lt", y, 0), odd), j.neg(size), size);
}

/** log Γ_d(a): the multivariate gamma function. */
function multigammaln({ j, array, int }: Call): JaxArray {
  const a = j.strong(j.inexact(array("a")));
  const d = int("d");
  const parts = Array.from({ length: d }, (_, i) => logGamma(j, j.sub(a, j.float(i / 2))));
  return parts.reduce((sum, part) => j.add(sum, part), j.mul(j.constant((d * (d - 1)) / 4 * Math.log(Math.PI), a.dtype), j.float(1)));
}

export const FUNCTIONS: readonly PyBuiltin[] = [
  ...Object.entries(CARDS).map(([name, card]) => unary(name, (j, x) => j.call(card, x))), ...Object.entries(STRONG).map(([name, card]) => unary(name, (j, x) => j.strong(j.call(card, x)))),
  define("logsumexp(a, axis=None, b=None, keepdims=False, return_sign=False, where=None)", (call) => {
    const { j, machine, a, array, flag } = call;
    const { value, sum } = logsumexp(call, array("a"), a.axis!, flag("keepdims"), arrayFrom(machine, a.b!), arrayFrom(machine, a.where!));
    const sign = j.keep("sign", sum);
    if (flag("return_sign")) return new PyTuple([value, sign]);
    return a.b === null ? value : j.where(j.compare("lt", sign, 0), j.float(Number.NaN), value);
  }),
  unary("logit", (j, x) => { const y = j.strong(j.inexact(x)); return j.call("log", j.div(y, j.sub(1, y))); }),
  binary("xlogy", (j, x, y) => floating(j.machine, "xlogy", [x, y])), binary("xlog1py", (j, x, y) => floating(j.machine, "xlog1py", [x, y])),
  binary("rel_entr", relative), binary("kl_div", (j, p, q) => j.add(j.sub(relative(j, p, q), p), q)),
  define("betaln(a, b)", ({ j, array }) => betaln(j, array("a"), array("b", 1))), define("beta(a, b)", ({ j, array }) => j.strong(j.call("exp", betaln(j, array("a"), array("b", 1))))),
  unary("gamma", gamma),
  define("factorial(n, exact=False)", ({ j, array }) => { const n = j.inexact(array("n")); return j.where(j.compare("lt", n, 0), j.float(0), j.call("exp", logGamma(j, j.add(n, 1)))); }),
  define("poch(z, m)", ({ j, array }) => { const [z, m] = j.together(array("z"), array("m", 1)).map((one) => j.strong(one)); return j.call("exp", j.sub(logGamma(j, j.add(z!, m!)), logGamma(j, z!))); }),
  define("polygamma(n, x)", ({ j, machine, a, array }) => { const x = j.inexact(array("x", 1)); return new JaxArray(run(machine, "polygamma", [x.node], { n: intsOf(machine, a.n!)[0]! }), x.weakType); }),
  define("multigammaln(a, d)", multigammaln),
  define("softmax(x, /, *, axis=None)", ({ j, array, given, int }) => { const x = array("x"); const axes = given("axis") ? [j.axis(int("axis"), x.shape.length)] : null; const powers = j.call("exp", j.sub(x, j.stop(j.max(x, axes, true)))); return j.strong(j.div(powers, j.sum(powers, axes, true))); }),
  define("log_softmax(x, /, *, axis=None)", ({ j, array, given, int }) => { const x = array("x"); const axes = given("axis") ? [j.axis(int("axis"), x.shape.length)] : null; const shifted = j.sub(x, j.stop(j.max(x, axes, true))); return j.strong(j.sub(shifted, j.call("log", j.sum(j.call("exp", shifted), axes, true)))); }),
];

export const JAX_SPECIAL: Part = { "jax.scipy.special": () => named(FUNCTIONS) };
