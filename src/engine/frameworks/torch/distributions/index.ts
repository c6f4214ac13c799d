/** The names of `torch.distributions` and its submodules. */
import type { PyType, Value } from "../../../python/object.js";
import { placeholder } from "../errors.js";
import { expRelaxedCategoricalType, logitRelaxedBernoulliType, multinomialType, oneHotCategoricalType, straightThroughType } from "./categorical-based.js";
import { independentType, mixtureType } from "./composite.js";
import { bernoulliType, binomialType, categoricalType, geometricType, negativeBinomialType, poissonType } from "./discrete.js";
import { distributionType, exponentialFamilyType } from "./distribution.js";
import { KL_MEMBERS } from "./kl.js";
import { TRANSFORM_MEMBERS } from "./transforms.js";
import { TRANSFORMED } from "./transformed.js";
import { cauchyType, chi2Type, exponentialType, gammaType, laplaceType, normalType, studentTType, uniformType } from "./univariate.js";
import { betaType, dirichletType, multivariateNormalType } from "./vector.js";

const TYPES: readonly PyType[] = [
  distributionType, exponentialFamilyType, normalType, laplaceType, cauchyType, uniformType, exponentialType, gammaType, chi2Type, studentTType,
  bernoulliType, geometricType, poissonType, binomialType, negativeBinomialType, categoricalType, oneHotCategoricalType, straightThroughType, multinomialType,
  dirichletType, betaType, multivariateNormalType, logitRelaxedBernoulliType, expRelaxedCategoricalType, independentType, mixtureType, ...TRANSFORMED,
];

/** Names that PyTorch has besides. */
const OTHERS = ["ContinuousBernoulli", "FisherSnedecor", "GeneralizedPareto", "Kumaraswamy", "LKJCholesky", "LogisticNormal", "LowRankMultivariateNormal", "VonMises", "Wishart", "biject_to", "transform_to", "CatTransform", "CorrCholeskyTransform", "IndependentTransform", "LowerCholeskyTransform", "PositiveDefiniteTransform", "ReshapeTransform", "StackTransform", "StickBreakingTransform"];

export const DISTRIBUTION_MEMBERS: readonly [string, Value][] = [...OTHERS.map((name): [string, Value] => [name, placeholder(`torch.distributions.${name}`)]), ...TYPES.map((type): [string, Value] => [type.name, type]), ...KL_MEMBERS, ...TRANSFORM_MEMBERS];
/** Modules of one class each: `from torch.distributions.normal import Normal`. */
export const DISTRIBUTION_MODULES: readonly string[] = [...new Set(TYPES.map((type) => type.module).filter((name) => name.startsWith("torch.distributions.")))];
export { CONSTRAINT_MEMBERS } from "./constraints.js";
export { KL_MEMBERS } from "./kl.js";
export { TRANSFORM_MEMBERS } from "./transforms.js";
