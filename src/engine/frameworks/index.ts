/** Every module a program may import from a framework. */
import type { ModuleTable } from "../python/machine.js";
import { autogradModules } from "./autograd/index.js";
import { einopsModules } from "./einops/index.js";
import { JAX_MODULES } from "./jax/modules.js";
import { arrayOfTensor } from "./numpy/from-tensor.js";
import { numpyModules } from "./numpy/index.js";
import { scipyModules } from "./scipy/index.js";
import { TORCH_MODULES } from "./torch/modules.js";
import { inferFromUse } from "./torch/unknown.js";
import { torchvisionModules } from "./torchvision/index.js";
import { provideArrays } from "./torch/to-numpy.js";

provideArrays(arrayOfTensor);
inferFromUse();

export const FRAMEWORK_MODULES: ModuleTable = new Map([...TORCH_MODULES, ...numpyModules, ...JAX_MODULES, ...scipyModules, ...autogradModules, ...einopsModules, ...torchvisionModules]);
