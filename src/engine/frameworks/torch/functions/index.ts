/** Every function that is not a card. */
import { CREATION } from "../creation.js";
import { RANDOM } from "../random.js";
import { STFT } from "../complex/stft.js";
import { COMBINATIONS } from "./combinations.js";
import { COPIES } from "./copies.js";
import type { TorchFunction } from "./define.js";
import { DECOMPOSITIONS } from "./decompositions.js";
import { ELEMENTWISE } from "./elementwise.js";
import { FIELDS } from "./fields.js";
import { LINEAR_ALGEBRA } from "./linear-algebra.js";
import { REDUCTIONS } from "./reductions.js";
import { SHAPES } from "./shapes.js";
import { ORDERED } from "./ordered.js";
import { WINDOWS } from "./windows.js";

export const FUNCTIONS: readonly TorchFunction[] = [...CREATION, ...RANDOM, ...ELEMENTWISE, ...REDUCTIONS, ...SHAPES, ...ORDERED, ...LINEAR_ALGEBRA, ...DECOMPOSITIONS, ...FIELDS, ...WINDOWS, ...STFT, ...COPIES, ...COMBINATIONS];
