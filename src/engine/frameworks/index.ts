/** Every module a program may import from a framework. */
import type { ModuleTable } from "../python/machine.js";
import { torchModules } from "./pytorch/index.js";

export const FRAMEWORK_MODULES: ModuleTable = new Map([...torchModules]);
