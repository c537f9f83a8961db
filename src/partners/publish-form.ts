import type { ProgramId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ProgramDeps, ProgramTouched } from "./create-program.ts";
import type { FormContent } from "./domain/form.ts";
import { noSuchProgram } from "./domain/program.ts";
import { refuseOtherVersion } from "./domain/version.ts";
import { insertForm, lockProgram, storeFormNumber } from "./store/program-store.ts";

export interface PublishForm extends FormContent {
  readonly programId: ProgramId;
  readonly expectedVersion: number;
}

/** Publishes the next version of a program's form, in force from now on. What was registered by earlier ones stays. */
export const publishForm = (deps: Pick<ProgramDeps, "database">) => (call: Call<PublishForm>) =>
  once<PublishForm, ProgramTouched>(deps.database, call, async (tx) => {
    const { programId, expectedVersion, required, fields } = call.command;
    const program = await lockProgram(tx, programId);
    if (!program) return noSuchProgram();
    const stale = refuseOtherVersion("program", program.version, expectedVersion);
    if (stale) return stale;

    const number = program.formNumber + 1;
    const published = { at: call.at, by: call.actor.id };
    tx.queue(insertForm(deps.database, programId, { number, required, fields }, published));
    tx.queue(storeFormNumber(programId, number, call.at));
    return { kind: "FormPublished", programId, subjects: [programId] };
  });
