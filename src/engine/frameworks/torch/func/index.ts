/** The names of `torch.func` and of `functorch`. */
import { native } from "../../../python/define-native.js";
import type { PyBuiltin, Value } from "../../../python/object.js";
import { GRADIENTS } from "./gradient.js";
import { JACOBIANS } from "./jacobian.js";
import { MODULE_FUNCTIONS, OLDER_NAMES } from "./modules.js";
import { TANGENTS } from "./tangent.js";
import { vmap } from "./vmap.js";

const named = (list: readonly PyBuiltin[]): [string, Value][] => list.map((one) => [one.name, one]);

/** Without its in-place writes a function computes the same. */
const functionalize = native("functionalize(func, *, remove='mutations')", (_, a) => a.func!);

export const FUNC_MEMBERS: readonly [string, Value][] = named([...GRADIENTS, ...TANGENTS, ...JACOBIANS, vmap, functionalize, ...MODULE_FUNCTIONS]);
export const FUNCTORCH_MEMBERS: readonly [string, Value][] = [...FUNC_MEMBERS, ...named(OLDER_NAMES)];
export { vmap } from "./vmap.js";
