/** The modules of Python's own library: one line a module. */
import type { Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { argparseModule } from "./argparse.js";
import { collectionsModule } from "./collections.js";
import { contextlibModule } from "./contextlib.js";
import { copyModule } from "./copy.js";
import { dataclassesModule } from "./dataclasses.js";
import { enumModule } from "./enum.js";
import { functoolsModule } from "./functools.js";
import { itertoolsModule } from "./itertools.js";
import { mathModule } from "./math.js";
import { operatorModule } from "./operator.js";
import { randomModule } from "./random.js";
import { reModule } from "./re.js";
import { statisticsModule } from "./statistics.js";
import { gcModule, idleModule, osModule, pathModule, platformModule, pprintModule, stringModule, sysModule, timeModule, warningsModule } from "./system.js";
import { weakrefModule } from "./weakref.js";
import { abcModule, collectionsAbcModule, futureModule, typingModule } from "./typing.js";

export const OWN_MODULES: ReadonlyMap<string, (rt: Runtime) => Value> = new Map<string, (rt: Runtime) => Value>([
  ["__future__", futureModule],
  ["abc", abcModule],
  ["argparse", argparseModule],
  ["collections", collectionsModule],
  ["collections.abc", collectionsAbcModule],
  ["contextlib", contextlibModule],
  ["copy", copyModule],
  ["dataclasses", dataclassesModule],
  ["datetime", idleModule("datetime")],
  ["enum", enumModule],
  ["functools", functoolsModule],
  ["gc", gcModule],
  ["itertools", itertoolsModule],
  ["math", mathModule],
  ["operator", operatorModule],
  ["os", osModule],
  ["os.path", pathModule],
  ["platform", platformModule],
  ["pprint", pprintModule],
  ["random", randomModule],
  ["re", reModule],
  ["statistics", statisticsModule],
  ["string", stringModule],
  ["sys", sysModule],
  ["time", timeModule],
  ["traceback", idleModule("traceback")],
  ["typing", typingModule],
  ["typing_extensions", typingModule],
  ["warnings", warningsModule],
  ["weakref", weakrefModule],
]);
