import type { ProgramId, Refusal } from "../kernel/index.ts";
import { PLAIN_FORM, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readScope } from "../products/index.ts";

import { noSuchCalendar } from "./domain/calendar.ts";
import { noSuchLines } from "./domain/program.ts";
import type { ProgramSettings } from "./domain/program.ts";
import { insertForm, soldLines, storeChecklist } from "./store/program-store.ts";
import { ProgramRow } from "./store/program.row.ts";

export interface ProgramDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface ProgramTouched extends Outcome {
  readonly programId: ProgramId;
}

/** Makes a program, in which nobody is enrolled yet; its first form asks for what is always required. */
export const createProgram = (deps: ProgramDeps) => (call: Call<ProgramSettings>) =>
  once<ProgramSettings, ProgramTouched>(deps.database, call, async (tx) => {
    const { actor, at } = call;
    const { handoverChecklist, ...settings } = call.command;
    const lines = await readScope(tx, settings.productLineIds);
    if (lines === null) return noSuchLines();
    const programId = deps.newId("prg");
    tx.queue(
      deps.database.insert(ProgramRow, {
        ...settings,
        id: uuidOf(programId),
        productLineIds: soldLines(lines),
        calendarId: settings.calendarId === null ? null : uuidOf(settings.calendarId),
        qualifiedBy: "SALES",
        formNumber: PLAIN_FORM.number,
        isDefault: false,
        version: 1,
        createdAt: at,
        updatedAt: at,
      }),
      PROGRAM_CONSTRAINTS,
    );
    if (handoverChecklist.length > 0) tx.queue(storeChecklist(programId, handoverChecklist));
    tx.queue(insertForm(deps.database, programId, PLAIN_FORM, { at, by: actor.id }));
    return { kind: "ProgramCreated", programId, subjects: [programId] };
  });

export const PROGRAM_CONSTRAINTS = {
  program_name_once: nameTaken,
  program_calendar_fkey: noSuchCalendar,
};

function nameTaken(): Refusal {
  return refuse("BUSINESS_RULE", "Another program has this name already.", { path: ["name"] });
}
