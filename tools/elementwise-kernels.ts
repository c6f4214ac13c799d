/**
 * Writes the kernels of elementwise cards in AssemblyScript: of each value, and of adjoint times partial, that is made of
 * operations the vector instructions have. They round every step to float32, as `compileLoop` does with `single`.
 */
import type { Algebra } from "../src/engine/ops/algebra/algebra.js";
import { readExpression, variablesOf } from "../src/engine/ops/algebra/expression.js";
import type { FunctionName } from "../src/engine/ops/algebra/functions.js";
import { attributesOf } from "../src/engine/ops/define.js";
import { kernelName, statementOf } from "../src/engine/ops/elementwise.js";
import { CARDS } from "../src/engine/ops/registry.js";

/** Four numbers, as an expression; `mask`: of a comparison, whose numbers are 1 and 0, all bits or none; `constant`: what all four are. */
interface Vector {
  readonly code: string;
  readonly mask?: string;
  readonly constant?: number;
}

const ZERO = "i32x4.splat(0)";

const FUNCTIONS: Partial<Record<FunctionName, (x: string) => string>> = {
  sqrt: (x) => `f32x4.sqrt(${x})`,
  rsqrt: (x) => `f32x4.div(f32x4.splat(1), f32x4.sqrt(${x}))`,
  abs: (x) => `f32x4.abs(${x})`,
  floor: (x) => `f32x4.floor(${x})`,
  ceil: (x) => `f32x4.ceil(${x})`,
  trunc: (x) => `f32x4.trunc(${x})`,
  round: (x) => `f32x4.nearest(${x})`,
  sign: (x) => `f32x4.sub(v128.and(f32x4.gt(${x}, ${ZERO}), f32x4.splat(1)), v128.and(f32x4.lt(${x}, ${ZERO}), f32x4.splat(1)))`,
  ...Object.fromEntries(["tanh", "sigmoid", "erf", "exp", "expm1", "log", "log1p"].map((name) => [name, (x: string) => `${name}(${x})`])),
};
const IMPORTS = `import { erf } from "./erf";\nimport { sigmoid } from "./exp";\nimport { exp, expm1 } from "./exponential";\nimport { log, log1p } from "./logarithm";\nimport { tanh } from "./tanh";\n`;

/** What the kernels read: each number four times, since a constant in the code is made anew with every use. */
class Constants {
  private readonly places = new Map<number, number>();

  /** An expression for four times the number. */
  vector(value: number): string {
    const bits = new Int32Array(Float32Array.of(value).buffer)[0]!;
    if (bits === 0) return ZERO;
    const place = this.places.get(bits) ?? this.places.size;
    this.places.set(bits, place);
    return `v128.load(CONSTANTS, ${16 * place})`;
  }

  get declaration(): string {
    const bits = [...this.places.keys()].flatMap((number) => [number, number, number, number]);
    return `const CONSTANTS: usize = memory.data<i32>([${bits.join(", ")}], 16);\n`;
  }
}

/** Thrown where there is no vector instruction. */
class NoKernel extends Error {}

/** Reads a statement as lines of AssemblyScript. */
class Source implements Algebra<Vector> {
  readonly lines: string[] = [];
  constructor(private readonly constants: Constants) {}
  private bind(code: string): Vector {
    const name = `t${this.lines.length}`;
    this.lines.push(`const ${name} = ${code};`);
    return { code: name };
  }
  private comparison(operator: string, a: Vector, b: Vector): Vector {
    const mask = this.bind(`f32x4.${operator}(${a.code}, ${b.code})`).code;
    return { code: `v128.and(${mask}, ${this.constants.vector(1)})`, mask };
  }
  constant(value: number): Vector { return { code: this.constants.vector(value), constant: value }; }
  add(a: Vector, b: Vector): Vector { return this.bind(`f32x4.add(${a.code}, ${b.code})`); }
  sub(a: Vector, b: Vector): Vector { return this.bind(`f32x4.sub(${a.code}, ${b.code})`); }
  mul(a: Vector, b: Vector): Vector { return this.bind(`f32x4.mul(${a.code}, ${b.code})`); }
  div(a: Vector, b: Vector): Vector { return this.bind(`f32x4.div(${a.code}, ${b.code})`); }
  neg(a: Vector): Vector { return this.bind(`f32x4.neg(${a.code})`); }
  less(a: Vector, b: Vector): Vector { return this.comparison("lt", a, b); }
  lessEqual(a: Vector, b: Vector): Vector { return this.comparison("le", a, b); }
  equal(a: Vector, b: Vector): Vector { return this.comparison("eq", a, b); }
  where(test: Vector, a: Vector, b: Vector): Vector {
    const mask = test.mask ?? `f32x4.ne(${test.code}, ${ZERO})`;
    if (a.code === ZERO) return this.bind(`v128.andnot(${b.code}, ${mask})`);
    return this.bind(b.code === ZERO ? `v128.and(${a.code}, ${mask})` : `v128.bitselect(${a.code}, ${b.code}, ${mask})`);
  }
  call(name: FunctionName, x: Vector): Vector {
    const write = FUNCTIONS[name];
    if (!write) throw new NoKernel();
    return this.bind(write(x.code));
  }
  pow(base: Vector, exponent: Vector): Vector {
    if (exponent.constant !== 2) throw new NoKernel();
    return this.mul(base, base);
  }
  rem(): Vector { throw new NoKernel(); }
  atan2(): Vector { throw new NoKernel(); }
}

/** Operations of a step that is short. */
const SHORT = 4;

function kernel(name: string, { expression, variables }: ReturnType<typeof statementOf>, constants: Constants): string {
  const source = new Source(constants);
  const read = variables.map((variable, i) => ({ variable, i })).filter(({ variable }) => variablesOf(expression).includes(variable));
  const result = readExpression<Vector>(expression, source, (variable) => ({ code: `v${variables.indexOf(variable)}` }));
  if (source.lines.length === 0) return ""; // one of its inputs, or a constant
  const step = (place: number): string => `{
    ${read.map(({ i }) => `const v${i} = v128.load(a${i}${place ? ` + s${i}` : ""});`).join("\n    ")}
    ${source.lines.join("\n    ")}
    v128.store(out, ${result.code}, ${16 * place});
  }`;
  const onward = (steps: number): string => read.map(({ i }) => `a${i} += ${steps} * s${i};`).join(" ");
  // Short steps two at a time: what moves the addresses costs as much as they do.
  const pairs = source.lines.length > SHORT ? "" : `for (; out + 16 < end; out += 32) {
  ${step(0)}
  ${step(1)}
    ${onward(2)}
  }`;
  return `export function ${name}(out: usize, count: i32${read.map(({ i }) => `, a${i}: usize, s${i}: usize`).join("")}): void {
  const end = out + (<usize>count << 2);
  ${pairs}
  for (; out < end; out += 16) {
  ${step(0)}
    ${onward(1)}
  }
}
`;
}

/**
 * One function a kernel, for the attributes' defaults and those of the cards' samples: out[i] for i < count, rounded up to whole
 * vectors; of each array it reads the address and the step in bytes from vector to vector, 0 or 16.
 */
export function elementwiseKernels(): string {
  const kernels = new Map<string, string>();
  const constants = new Constants();
  for (const card of CARDS) {
    if (card.kind !== "elementwise" || card.dtype === "bool" || card.dtype === "int64") continue;
    for (const given of [{}, ...card.samples().map((sample) => sample.attributes ?? {})]) {
      const attributes = attributesOf(card, given);
      for (const partial of [null, ...Object.keys(card.partials)]) {
        const name = kernelName(card, partial, attributes);
        try {
          kernels.set(name, kernel(name, statementOf(card, attributes, partial), constants));
        } catch (error) {
          if (!(error instanceof NoKernel)) throw error;
        }
      }
    }
  }
  return [IMPORTS, constants.declaration, ...kernels.values()].join("");
}
