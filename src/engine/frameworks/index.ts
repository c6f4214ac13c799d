/** Every module a program may import from a framework. */
import type { ModuleTable } from "../python/machine.js";
import { arrayOfTensor } from "./numpy/from-tensor.js";
import { numpyModules } from "./numpy/index.js";
import { torchModules } from "./pytorch/index.js";
import { provideArrays } from "./pytorch/to-numpy.js";

provideArrays(arrayOfTensor);

export const FRAMEWORK_MODULES: ModuleTable = new Map([...torchModules, ...numpyModules]);
