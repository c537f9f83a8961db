import type { ProgramId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readScope } from "../products/index.ts";

import type { ProgramDeps, ProgramTouched } from "./create-program.ts";
import { PROGRAM_CONSTRAINTS } from "./create-program.ts";
import { noSuchLines, noSuchProgram } from "./domain/program.ts";
import type { ProgramSettings } from "./domain/program.ts";
import { refuseOtherVersion } from "./domain/version.ts";
import { lockProgram, storeChecklist, storeSettings } from "./store/program-store.ts";

export interface UpdateProgram {
  readonly programId: ProgramId;
  readonly expectedVersion: number;
  /** What is left out stays. */
  readonly changes: Partial<ProgramSettings>;
}

/**
 * Changes a program. What runs already goes on as it began: clocks that are started and windows that
 * are open keep their hours and days.
 */
export const updateProgram = (deps: Pick<ProgramDeps, "database">) => (call: Call<UpdateProgram>) =>
  once<UpdateProgram, ProgramTouched>(deps.database, call, async (tx) => {
    const { programId, expectedVersion, changes } = call.command;
    const { productLineIds: named } = changes;
    const [program, lines] = await Promise.all([
      lockProgram(tx, programId),
      named === undefined ? undefined : readScope(tx, named),
    ]);
    if (!program) return noSuchProgram();
    const stale = refuseOtherVersion("program", program.version, expectedVersion);
    if (stale) return stale;
    if (lines === null) return noSuchLines();

    const settings = lines === undefined ? changes : { ...changes, productLineIds: lines };
    tx.queue(storeSettings(programId, settings, call.at), PROGRAM_CONSTRAINTS);
    const { handoverChecklist } = changes;
    if (handoverChecklist) tx.queue(storeChecklist(programId, handoverChecklist));
    return { kind: "ProgramUpdated", programId, subjects: [programId] };
  });
