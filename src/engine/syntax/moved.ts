/** A program whose spans begin elsewhere: modules of the workspace have rooms of their own. */
import { withSpansMoved } from "../text/span.js";
import type { Program } from "./program.js";

export const moved = (program: Program, by: number): Program => withSpansMoved(program, (position) => position + by);
