import { uuidOf } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import { changeIncentiveProgram } from "./change-incentive-program.ts";
import type { ChangeIncentiveProgram } from "./change-incentive-program.ts";
import type { IncentiveProgramDeps } from "./create-incentive-program.ts";
import { refuseOtherCurrency, refusePast } from "./domain/incentive-program.ts";
import type { Rounding, RuleDrafted } from "./domain/incentive-program.ts";
import { changeDraft, deleteRules, insertRules } from "./store/incentive-program-store.ts";
import { ProgramVersionRow } from "./store/program-version.row.ts";

export interface SaveIncentiveDraft extends ChangeIncentiveProgram {
  readonly rules: readonly RuleDrafted[];
  /** Null: from its approval on. */
  readonly effectiveAt: Date | null;
  readonly note: string | null;
  readonly rounding: Rounding;
  /** For how many days after a milestone its credit may be taken back. */
  readonly reversalDays: number;
}

/** Drafts the next version of an incentive program, or says anew all that its draft says. */
export const saveIncentiveDraft =
  (deps: IncentiveProgramDeps) => (call: Call<SaveIncentiveDraft>) =>
    changeIncentiveProgram(deps, call, "IncentiveDraftSaved", (tx, program, by) => {
      const { rules, effectiveAt, note, rounding, reversalDays } = call.command;
      const { at } = call;
      const refusal = refuseOtherCurrency(rules, program.currency) ?? refusePast(effectiveAt, at);
      if (refusal) return refusal;

      if (program.draft) {
        const { id } = program.draft;
        tx.queue(changeDraft(id, { effectiveAt, note, rounding, reversalDays, by, at }));
        tx.queue(deleteRules(id));
        tx.queueAfter(insertRules(deps.database, id, rules));
        return [id];
      }
      const id = deps.newId("pgv");
      tx.queue(
        deps.database.insert(ProgramVersionRow, {
          id: uuidOf(id),
          incentiveProgramId: uuidOf(call.command.incentiveProgramId),
          number: program.latestNumber + 1,
          state: "DRAFT",
          effectiveAt,
          note,
          rounding,
          reversalDays,
          createdBy: by,
          createdAt: at,
          changedBy: by,
          changedAt: at,
        }),
      );
      tx.queue(insertRules(deps.database, id, rules));
      return [id];
    });
