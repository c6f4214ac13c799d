/**
 * What an operation's card says. One operation, one file; the registry lists them. The machinery around the cards does
 * broadcasting, un-broadcasting, dtype promotion, accumulation and shape checks, so that a card does not.
 */
import type { NDArray } from "../tensor/array.js";
import type { Dtype } from "../tensor/dtype.js";
import type { Shape } from "../tensor/shape.js";
import type { Node } from "../trace/node.js";
import type { Algebra } from "./algebra/algebra.js";
import type { Operations } from "./operations.js";

export type Attribute = number | boolean | string | null | readonly Attribute[] | NDArray;
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * The dtype of the result. "promote": the common dtype of the inputs. "float": the same, integers become the default
 * float. "first": that of the first input. "attribute": named by the attribute `dtype`.
 */
export type DtypeRule = "promote" | "float" | "bool" | "int64" | "first" | "attribute";

/** A line of mathematics in both scripts; {x} stands for the input x, {y} for the result, {gy} for ∂L/∂y. */
export interface Formula {
  readonly text: string;
  readonly latex: string;
}

interface CardBase<Input extends string> {
  readonly name: string;
  /** Names of the inputs, in order. One name ending in "..." takes any number: "tensors...". */
  readonly inputs: readonly Input[];
  /**
   * Inputs that may be left out (bias, weight), all at the end of `inputs`. A call gives the first so many inputs; where one
   * is absent and a later one is present, the number named here stands in for it (a scalar constant, which changes nothing).
   * In rules the left-out ones are undefined in `in`, and `list` is shorter.
   */
  readonly optional?: Readonly<Partial<Record<Input, number>>>;
  /** Attributes with their defaults. */
  readonly attributes?: Attributes;
  readonly dtype: DtypeRule;
  /** Inputs whose dtypes decide the result's; default all. Conditions and masks do not. */
  readonly promoting?: readonly NoInfer<Input>[];
  /** Inputs that the value depends on, and that the frameworks give no gradient to: weights of losses, drawn masks. */
  readonly withoutGradient?: readonly NoInfer<Input>[];
  /** One sentence for a reader: what the operation does. A card of a framework reads it from the framework's table of sentences. */
  readonly sentence: string | (() => string);
  /**
   * How the frameworks write it, as calls: `torch.sum(input=x, dim=axis, keepdim=keepdim)`. Left of `=` the
   * parameter's name in Python, right the card's input or attribute; a bare name is both. `*` begins the
   * keyword-only ones, `*shape` takes the rest (or one sequence). `name=card:kind` converts (see `frameworks/spelling.ts`).
   */
  readonly spellings: readonly string[];
  /** What the rule says where there is no derivative, and what another framework says there; one sentence. */
  readonly convention?: string;
  /** Inputs clear of kinks for the contract test. */
  readonly samples: () => readonly Sample[];
  /** Attributes under which the frameworks hold back a part of the gradient on purpose; `convention` says which. */
  readonly withholds?: (attributes: Attributes) => boolean;
  /** The rule is the framework's, and not the derivative: why. */
  readonly followsFault?: string;
  /** Attributes under which a second derivative is not offered; true: never. */
  readonly firstOrderOnly?: boolean;
}

export interface Sample {
  readonly inputs: readonly NDArray[];
  readonly attributes?: Attributes;
}

/** What was given over the defaults; the defaults themselves where nothing was. */
export function attributesOf(card: Card, given: Attributes): Attributes {
  if (!card.attributes) return given;
  for (const _ in given) return { ...card.attributes, ...given };
  return card.attributes;
}

/** An operation on elements: value and one partial derivative an input, in the algebra. All else follows. */
export interface ElementwiseCard<Input extends string = string> extends CardBase<Input> {
  readonly kind: "elementwise";
  readonly value: <V>(A: Algebra<V>, inputs: Readonly<Record<Input, V>>, attributes: Attributes) => V;
  /** ∂y/∂input given the inputs and y. An input without an entry has derivative 0. */
  readonly partials: Partial<
    Record<Input, <V>(A: Algebra<V>, inputs: Readonly<Record<Input, V>>, y: V, attributes: Attributes) => V>
  >;
  /**
   * What is compiled from it for the attributes' defaults, by the dtype that is computed in: functions of single numbers
   * (filled by `scalars.ts`), and loops (by `elementwise.ts`) of the value and of adjoint times each partial.
   */
  readonly compiled: { double: unknown; single: unknown; readonly doubleLoops: unknown[]; readonly singleLoops: unknown[] };
}

/** Any other operation: shapes, numbers and rules written out; rules are written in operations. */
export interface StructuralCard<Input extends string = string> extends CardBase<Input> {
  readonly kind: "structural";
  /** The result's shape (of each output); throws OperationError where the inputs do not fit. */
  readonly shape: (shapes: readonly Shape[], attributes: Attributes) => Shape | readonly Shape[];
  readonly forward: (
    inputs: readonly NDArray[],
    attributes: Attributes,
    dtype: Dtype,
  ) => NDArray | readonly NDArray[];
  /** More than one output: their names. The node's results are then picked by `pick`. */
  readonly outputs?: readonly string[];
  /** The result shares the input's buffer. */
  readonly view?: boolean;
  /** `forward` gives what the program computed once, whatever the inputs are: for other inputs its value is not known. */
  readonly fixed?: true;
  /** Of a card whose rules remember the inputs it was made with: the values for other ones, and a card that remembers those. */
  readonly anew?: (inputs: readonly NDArray[]) => { readonly values: readonly NDArray[]; readonly card: Card };
  /**
   * The vector-Jacobian product, one rule an input: the adjoint of that input, of the input's shape (a result that is
   * larger by broadcasting is summed down by the machinery). No entry: no gradient to that input.
   */
  readonly vjp: Partial<Record<string, (c: RuleContext) => Node>>;
  /** The rules of `vjp` for all inputs that are wanted, where they share work: as many adjoints as inputs; null: none. Digits as by `vjp`. */
  readonly vjpTogether?: (c: RuleContext, wanted: readonly boolean[]) => readonly (Node | null)[];
  /** For inputs "tensors...": the adjoint of the i-th; null: no gradient. */
  readonly vjpEach?: (c: RuleContext, i: number) => Node | null;
  /** The Jacobian-vector product. "linear": the operation is linear in each of its differentiable inputs, so it follows. */
  readonly jvp: "linear" | ((c: TangentContext) => Node);
  /** Of several outputs: the tangent of that one. Without it the first is `jvp`, and the others transpose the vjp. */
  readonly jvpEach?: (c: TangentContext, output: number) => Node;
  readonly formula: { readonly value: Formula; readonly derivatives: Readonly<Record<string, Formula>> };
}

export type Card = ElementwiseCard | StructuralCard;

export interface RuleContext {
  /** ∂L/∂y: the adjoint of the result (for several outputs: of the first; see `gs`). */
  readonly g: Node;
  /** One adjoint an output; null: none has arrived. */
  readonly gs: readonly (Node | null)[];
  readonly in: Readonly<Record<string, Node>>;
  /** All inputs in order. */
  readonly list: readonly Node[];
  readonly out: Node;
  /** One node an output. */
  readonly outs: readonly Node[];
  readonly attributes: Attributes;
  readonly ops: Operations;
}

export interface TangentContext extends Omit<RuleContext, "g" | "gs"> {
  /** Tangents by input name; null: constant. */
  readonly tangents: Readonly<Record<string, Node | null>>;
  readonly tangentList: readonly (Node | null)[];
}

/** "matmul: [2, 3] and [4, 5] do not chain; the inner sizes must be equal": the inputs do not fit the operation. */
export class OperationError extends Error {
  constructor(
    message: string,
    /** The text the named framework gives for it, and its exception type. */
    readonly inFramework: Partial<
      Record<"torch" | "numpy" | "jax", { readonly type: string; readonly message: string }>
    > = {},
  ) {
    super(message);
  }
}

// biome-ignore format: one line a helper
export const defineElementwise = <const Input extends string>(card: Omit<ElementwiseCard<Input>, "kind" | "compiled">): Card => ({ kind: "elementwise", ...card, compiled: { double: null, single: null, doubleLoops: [], singleLoops: [] } }) as unknown as ElementwiseCard; // names are checked at the definition
// biome-ignore format: one line a helper
export const defineStructural = <const Input extends string>(card: Omit<StructuralCard<Input>, "kind">): Card => ({ kind: "structural", ...card }) as unknown as StructuralCard; // as above
