/** The modules of Python's own library: one line a module. */
import type { Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { argparseModule } from "./argparse.js";
import { cmathModule } from "./cmath.js";
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
import { bisectModule } from "./bisect.js";
import { datetimeModule } from "./datetime.js";
import { fractionsModule } from "./fractions.js";
import { heapqModule } from "./heapq.js";
import { ioModule } from "./io.js";
import { jsonModule } from "./json.js";
import { pathlibModule } from "./pathlib.js";
import { pickleModule } from "./pickle.js";
import { textwrapModule } from "./textwrap.js";
import { numbersModule, typesModule } from "./types.js";
import { unicodedataModule } from "./unicodedata.js";

export const OWN_MODULES: ReadonlyMap<string, (rt: Runtime) => Value> = new Map<string, (rt: Runtime) => Value>([
  ["__future__", futureModule],
  ["abc", abcModule],
  ["argparse", argparseModule],
  ["bisect", bisectModule],
  ["cmath", cmathModule],
  ["collections", collectionsModule],
  ["collections.abc", collectionsAbcModule],
  ["contextlib", contextlibModule],
  ["copy", copyModule],
  ["dataclasses", dataclassesModule],
  ["datetime", datetimeModule],
  ["enum", enumModule],
  ["fractions", fractionsModule],
  ["functools", functoolsModule],
  ["gc", gcModule],
  ["heapq", heapqModule],
  ["io", ioModule],
  ["itertools", itertoolsModule],
  ["json", jsonModule],
  ["math", mathModule],
  ["numbers", numbersModule],
  ["operator", operatorModule],
  ["os", osModule],
  ["os.path", pathModule],
  ["pathlib", pathlibModule],
  ["pickle", pickleModule],
  ["platform", platformModule],
  ["pprint", pprintModule],
  ["random", randomModule],
  ["re", reModule],
  ["statistics", statisticsModule],
  ["string", stringModule],
  ["sys", sysModule],
  ["textwrap", textwrapModule],
  ["time", timeModule],
  ["traceback", idleModule("traceback")],
  ["types", typesModule],
  ["typing", typingModule],
  ["typing_extensions", typingModule],
  ["unicodedata", unicodedataModule],
  ["warnings", warningsModule],
  ["weakref", weakrefModule],
]);
