import type { IncentiveProgramId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { NewIncentiveProgram } from "./domain/incentive-program.ts";
import { IncentiveProgramRow } from "./store/incentive-program.row.ts";

export interface IncentiveProgramDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface IncentiveProgramTouched extends Outcome {
  readonly incentiveProgramId: IncentiveProgramId;
}

/** Makes an incentive program, which pays nothing before a version of it is approved. */
export const createIncentiveProgram =
  (deps: IncentiveProgramDeps) => (call: Call<NewIncentiveProgram>) =>
    once<NewIncentiveProgram, IncentiveProgramTouched>(deps.database, call, async (tx) => {
      const { name, programId, currency, timeZone, versionPin } = call.command;
      const incentiveProgramId = deps.newId("inc");
      tx.queue(
        deps.database.insert(IncentiveProgramRow, {
          id: uuidOf(incentiveProgramId),
          programId: uuidOf(programId),
          name,
          currency,
          timeZone,
          versionPin,
          createdAt: call.at,
        }),
        { incentive_program_name_once: nameTaken, incentive_program_program_fkey: noSuchProgram },
      );
      return {
        kind: "IncentiveProgramCreated",
        incentiveProgramId,
        subjects: [incentiveProgramId],
      };
    });

function nameTaken(): Refusal {
  return refuse("BUSINESS_RULE", "Another incentive program has this name already.", {
    path: ["name"],
  });
}

function noSuchProgram(): Refusal {
  return refuse("NOT_FOUND", "There is no such program.", { path: ["programId"] });
}
