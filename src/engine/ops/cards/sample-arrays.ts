/** Arrays for the samples of cards: fixed, of both signs, without equal or zero elements. */
import { fromNumbers, type NDArray } from "../../tensor/array.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import type { Sample } from "../define.js";

const generated = (shape: Shape, value: (i: number) => number): NDArray => fromNumbers("float64", shape, Array.from({ length: sizeOf(shape) }, (_, i) => value(i)));

export const waves = (shape: Shape, phase = 1): NDArray => generated(shape, (i) => Math.sin(phase + 2.7 * i) * (1 + i / 50));
/** In (0.1, 0.9). */
export const fractions = (shape: Shape, phase = 1): NDArray => generated(shape, (i) => 0.5 + 0.4 * Math.sin(phase + 1.9 * i));
/** Far apart and positive, in no order. */
export const distinct = (shape: Shape): NDArray => generated(shape, (i) => ((i * 7) % 11) + i / 100);
export const indices = (shape: Shape, values: readonly number[]): NDArray => fromNumbers("int64", shape, values);
export const samples = (...list: Sample[]): readonly Sample[] => list;
