/** Libraries that draw, report or log: their calls are absorbed. What they hand on, a program may go on with. */
import { pythonMessages as say } from "../messages.js";
import { PyList, PyTuple, type Keywords, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyInert } from "../values/function.js";
import { intOf } from "../values/types.js";

const INERT = new Set(["matplotlib", "tqdm", "logging", "tensorboard", "tensorboardX", "wandb", "seaborn", "plotly", "IPython", "ipywidgets", "bokeh", "torchviz", "torchsummary", "torchinfo", "mlflow", "comet_ml", "rich", "pylab", "mpl_toolkits", "graphviz", "termcolor", "absl", "progressbar", "altair", "visdom", "livelossplot", "pdb", "ipdb", "loguru", "neptune", "clearml", "fastprogress", "alive_progress", "psutil", "tabulate", "matplotlib_inline", "celluloid", "pydot", "plotnine"]);
const INERT_PARTS = ["torch.utils.tensorboard", "torch.profiler", "torch.distributed"];

export const isInert = (name: string): boolean => INERT.has(name.split(".")[0]!) || INERT_PARTS.some((part) => name === part || name.startsWith(`${part}.`));

const BAR = /(^|\.)(tqdm|tqdm_notebook|tqdm_gui|track|progress_bar|progressbar|master_bar|alive_it)$/;
const COUNTING_BAR = /(^|\.)(trange|tnrange)$/;
/** A bar writes around itself, to standard output. */
const BAR_WRITE = /(^|\.)(tqdm|trange)\.write$/;
/** Log lines go to the error output unless told otherwise. */
const LOG_HANDLER = /^logging\.(?:basicConfig|StreamHandler)$/;
const COLORED = /^termcolor\.colored$/;
const COLOR_MAP = /\.cm\.\w+$|\.colormaps\b|\.get_cmap\(\)$/;
const PALETTE = /\.color_palette$/;
const SUBPLOTS = /\.subplots$/;

/** `along`: what iterating gives. */
export function callInert(rt: Runtime, callee: PyInert, args: readonly Value[], keywords: Keywords): Value {
  const { name } = callee;
  if (BAR.test(name)) return new PyInert(name, args[0] ?? keywords.get("iterable"));
  if (COUNTING_BAR.test(name)) return new PyInert(name, rt.call(rt.builtins.get("range")!, args));
  if (BAR_WRITE.test(name)) {
    rt.write(`${rt.str(args[0] ?? keywords.get("s") ?? "")}${rt.str(keywords.get("end") ?? "\n")}`);
    return null;
  }
  if (COLORED.test(name)) return rt.str(args[0] ?? "");
  if (COLOR_MAP.test(name) && args.length && intOf(args[0]!) === undefined) return new PyInert(`${name}()`, args[0]);
  if (PALETTE.test(name)) return row(`${name}()`, countOf(args[1] ?? keywords.get("n_colors"), 6));
  if (SUBPLOTS.test(name)) return figureAndAxes(name, args, keywords);
  const output = rt.module("sys")?.dict.get("stdout");
  if (LOG_HANDLER.test(name) && output !== undefined && [...args, ...keywords.values()].includes(output)) rt.note("inert-text", say.logLines);
  return new PyInert(`${name}()`);
}

const countOf = (value: Value | undefined, otherwise: number): number => Number((value !== undefined && intOf(value)) || otherwise);

const row = (name: string, count: number): PyInert => grid(name, [count]);

/** `plt.subplots(2, 3)`: one axes, a row of them, or rows; `figure.subplots` gives no figure. */
function figureAndAxes(name: string, args: readonly Value[], keywords: Keywords): Value {
  const shape = [args[0] ?? keywords.get("nrows"), args[1] ?? keywords.get("ncols")].map((value) => countOf(value, 1));
  const kept = keywords.get("squeeze") === false ? shape : shape.filter((size) => size > 1);
  const axes = grid(`${name}()`, kept);
  return /figure\(\)|\(\)\.subplots$/.test(name) ? axes : new PyTuple([new PyInert(`${name}()`), axes]);
}

/** An array of absorbers: as far as code goes along it. */
function grid(name: string, shape: readonly number[]): PyInert {
  const one = new PyInert(name);
  if (!shape.length) return one;
  const [count = 0, ...inner] = shape;
  const along = new PyList(Array.from({ length: count }, () => grid(name, inner)));
  const size = shape.reduce((product, length) => product * length, 1);
  const members = (): ReadonlyMap<string, Value> => {
    const flat = shape.length === 1 ? made : grid(name, [size]);
    const method = new PyInert(`${name}.flatten`, undefined, { called: flat });
    return new Map<string, Value>([["shape", new PyTuple([...shape])], ["size", size], ["ndim", shape.length], ["flat", flat], ["T", grid(name, shape.toReversed())], ["ravel", method], ["flatten", method], ["reshape", method]]);
  };
  const made: PyInert = new PyInert(name, along, { members, at: (index) => partOf(name, shape, index) });
  return made;
}

function partOf(name: string, shape: readonly number[], index: Value): PyInert {
  const indices = index instanceof PyTuple ? index.items : [index];
  return grid(name, shape.filter((_, axis) => indices[axis] === undefined || intOf(indices[axis]) === undefined));
}
