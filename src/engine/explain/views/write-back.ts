/** The changed numbers as edits of the text. */
import type { WriteBackAnswer, WriteBackRequest } from "../../report/views/play.js";
import { Playground } from "../play/playground.js";
import { writeBackOf } from "../play/write-back.js";
import type { TargetGraph } from "../target-graph.js";

export function writeBackView(graph: TargetGraph, { moves }: WriteBackRequest): WriteBackAnswer {
  const playground = Playground.of(graph);
  return writeBackOf(playground, playground.at(moves));
}
