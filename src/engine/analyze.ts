/**
 * The whole engine on one screen: text in, report out. The only file that knows every room. Nothing here throws:
 * a mistake of ours becomes a problem with code `internal`.
 */
import { checkGradients } from "./autodiff/check/check.js";
import { CarriedAnalysis } from "./carried.js";
import type { Analysis, CheckProgress, Engine, LoadEngine, OnProgress } from "./engine.js";
import { explainDocument } from "./explain/document.js";
import { graphViewOf } from "./explain/graph-view.js";
import { Inspector } from "./explain/inspect.js";
import { checkedLeaves } from "./explain/checked-leaves.js";
import { TargetGraph } from "./explain/target-graph.js";
import { makeView } from "./explain/views/views.js";
import { formulaRegion } from "./math/region.js";
import { evaluateFormula } from "./math/evaluate.js";
import { engineMessages as say } from "./messages.js";
import { FRAMEWORK_MODULES } from "./frameworks/index.js";
import { HeadStart } from "./head-start.js";
import { evaluatedFrom } from "./python/evaluated.js";
import { buildReport } from "./report/build.js";
import type { Evaluated } from "./report/evaluated.js";
import { LensGradients } from "./report/gradients.js";
import type { CheckResult, Report } from "./report/report.js";
import type { ViewName, Views } from "./report/views/views.js";
import { loadParser, type ParsedText, type PythonParser } from "./syntax/parser.js";
import type { Program } from "./syntax/program.js";
import { type Move, moveBehind, moveBehindText, moveOf, type ProgramText } from "./syntax/untouched.js";
import { loadKernels } from "./tensor/wasm/kernels.js";
import type { Subject } from "./worker/protocol.js";
import { WorkspaceModules } from "./workspace/modules.js";

export const loadEngine: LoadEngine = async (wasm, clock) => {
  loadKernels(wasm.kernels);
  const texts = new Texts(await loadParser(wasm));
  const known = new WeakMap<Analysis, Known>();
  const analyze = (subject: Subject, onProgress?: OnProgress): Analysis => {
    const analysis = new Finished(subject, evaluate(texts, subject, clock, onProgress), clock);
    const program = analysis.report.language === "python" ? texts.known(subject) : null;
    if (program || analysis.report.language === "formula") known.set(analysis, { analysis, text: subject.text, program });
    return analysis;
  };
  const carried = (before: Analysis, subject: Subject): Analysis | null => {
    const origin = known.get(before);
    // What no target came of points to the text's beginning.
    if (!origin?.analysis.report.target || subject.text.length > LONGEST) return null;
    let move: Move | null;
    try {
      move = moved(origin, subject);
    } catch {
      return null; // the run meets the same fault, and tells of it
    }
    if (!move) return null;
    const analysis = new CarriedAnalysis(origin.analysis, move, () => analyze(subject));
    // The next text is held against the one that was run: edits of one comment are one edit.
    known.set(analysis, origin);
    return analysis;
  };
  const moved = ({ text, program }: Known, subject: Subject): Move | null => {
    const { region } = subject;
    // A formula reads definitions before it, and nothing behind it. Comment marks may make it Python.
    if (!program) return region && formulaRegion(subject) ? moveBehindText(text, subject.text, region) : null;
    const after: ProgramText = { text: subject.text, program: texts.program(subject) };
    return region ? moveBehind({ text, program }, after, region) : moveOf({ text, program }, after);
  };
  return { analyze, carried, prepare: () => texts.headStart.prepare() } satisfies Engine;
};

/** A run, and the text that was run. */
interface Known {
  readonly analysis: Analysis;
  readonly text: string;
  /** null: a formula. */
  readonly program: Program | null;
}

/** Longest text the engine reads, in UTF-16 units. */
const LONGEST = 2_000_000;

/** Parses each edit from what the text before it left behind. */
class Texts {
  private last: { readonly document: string; readonly text: string; readonly parsed: ParsedText } | null = null;
  readonly modules: WorkspaceModules;
  readonly headStart = new HeadStart();
  constructor(private readonly parser: PythonParser) {
    this.modules = new WorkspaceModules((text) => {
      const parsed = parser.parse(text);
      parsed.dispose();
      return parsed.program;
    });
  }

  program(subject: Subject): Program {
    const before = this.last;
    const known = this.known(subject);
    if (known) return known;
    const parsed = before?.document === subject.document ? this.parser.parse(subject.text, before.parsed) : this.parser.parse(subject.text);
    before?.parsed.dispose();
    this.last = { document: subject.document, text: subject.text, parsed };
    return parsed.program;
  }

  /** Of the text that was read last; null: another one. */
  known(subject: Subject): Program | null {
    return this.last?.document === subject.document && this.last.text === subject.text ? this.last.parsed.program : null;
  }
}

function evaluate(texts: Texts, subject: Subject, clock: () => number, onProgress?: OnProgress): Evaluated {
  if (subject.text.length > LONGEST) {
    return failed(subject, "file-too-large", say.tooLarge(subject.text.length.toLocaleString("en"), LONGEST.toLocaleString("en")));
  }
  try {
    const formula = formulaRegion(subject);
    return formula ? evaluateFormula(subject.text, formula, subject.limits) : evaluatePython(texts, subject, clock, onProgress);
  } catch (error) {
    return failed(subject, "internal", say.internal(describe(error)));
  }
}

function evaluatePython(texts: Texts, subject: Subject, clock: () => number, onProgress?: OnProgress): Evaluated {
  const program = texts.program(subject);
  const { limits, region, text } = subject;
  const execution = texts.headStart.run(subject, program, { source: text, modules: FRAMEWORK_MODULES, limits, clock, ...(onProgress ? { onProgress } : {}), workspace: texts.modules.of(subject.files ?? []), until: region && region.end > region.start ? region.end : null });
  return evaluatedFrom(execution.end(), program, text, region);
}

/** Problems of a program that ran to its end: it just has nothing to differentiate. */
const ONLY_NO_TARGET: ReadonlySet<string> = new Set(["no-target", "formula-no-target", "formula-empty", "notebook-command"]);

/** A run and what is asked about it later. */
class Finished implements Analysis {
  readonly report: Report;
  private readonly run: Evaluated;
  private readonly gradients: LensGradients;
  private readonly inspector: Inspector;
  /** undefined: not asked for yet. */
  private targetGraph: TargetGraph | null | undefined;

  constructor(subject: Subject, run: Evaluated, private readonly clock: () => number) {
    let gradients: LensGradients;
    let report: Report;
    try {
      gradients = new LensGradients(run.target, run.problems.findLast(({ code }) => !ONLY_NO_TARGET.has(code))?.message ?? null);
      report = buildReport(run, gradients, run.backwardCalls, subject.wholeArrays);
    } catch (error) {
      run = { ...failed(subject, "internal", say.internal(describe(error))), stdout: run.stdout, error: run.error };
      gradients = new LensGradients(null);
      report = buildReport(run, gradients, 0, subject.wholeArrays);
    }
    this.run = run;
    this.gradients = gradients;
    this.report = report;
    this.inspector = new Inspector(run, gradients, run.backwardCalls, () => this.whole());
  }

  inspect(offset: number): ReturnType<Analysis["inspect"]> { return this.inspector.at(offset); }
  explain(): string { return explainDocument(this.run, this.whole()); }
  graph(): ReturnType<Analysis["graph"]> { return graphViewOf(this.whole()); }
  view<K extends ViewName>(view: K, request: Views[K]["request"]): Views[K]["answer"] | null {
    const graph = this.whole();
    return graph && makeView(view, request, graph, { clock: this.clock });
  }
  check(): Generator<CheckProgress, CheckResult, void> {
    const graph = this.whole();
    return checkGradients(graph?.target.node ?? null, graph?.target.seed ?? null, graph ? checkedLeaves(graph) : []);
  }

  private whole(): TargetGraph | null {
    if (this.targetGraph === undefined) this.targetGraph = TargetGraph.of(this.run, this.gradients);
    return this.targetGraph;
  }
}

/** A run that came to nothing, with the problem that says why. */
function failed(subject: Subject, code: string, message: string): Evaluated {
  return {
    language: subject.language === "python" ? "python" : "formula", source: subject.text, region: subject.region, target: null,
    notes: [], names: [], variables: [], stdout: "", error: null, backwardCalls: 0, targetHistory: [],
    problems: [{ code, severity: "warning", message, span: subject.region ?? { start: 0, end: 0 } }],
    work: { steps: 0, operations: 0 }, decisions: { kept: [], missed: 0 },
  };
}

const describe = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
