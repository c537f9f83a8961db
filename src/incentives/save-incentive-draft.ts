import type { ProgramVersionId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database, Sql, Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import { changeIncentiveProgram } from "./change-incentive-program.ts";
import type { ChangeIncentiveProgram } from "./change-incentive-program.ts";
import type { IncentiveProgramDeps } from "./create-incentive-program.ts";
import { refuseLimitedAccelerator, refuseOtherBracketCurrency } from "./domain/accelerator.ts";
import { refuseOtherCapCurrency } from "./domain/cap-terms.ts";
import type { CapsDrafted } from "./domain/cap-terms.ts";
import { refuseDeferral } from "./domain/deferral.ts";
import { refuseOtherCurrency, refusePast } from "./domain/incentive-program.ts";
import type { QualityTerms } from "./domain/quality.ts";
import { refuseSpiffsOver } from "./domain/spiffs.ts";
import type { Rounding, RuleDrafted } from "./domain/incentive-program.ts";
import { refuseOtherMinimumCurrency } from "./domain/payout-terms.ts";
import type { PayoutTermsDrafted } from "./domain/payout-terms.ts";
import { refuseRecruiterTerms } from "./domain/recruiter-terms.ts";
import type { RecruiterTerms } from "./domain/recruiter-terms.ts";
import type { TierMultiplierDrafted } from "./domain/tier-multipliers.ts";
import { deleteAccelerators, insertAccelerators } from "./store/accelerators.ts";
import {
  capColumns,
  changeDraft,
  deleteMultipliers,
  deleteRules,
  insertMultipliers,
  insertRules,
  recruiterColumns,
} from "./store/incentive-program-store.ts";
import { deleteConditions, insertConditions } from "./store/condition-store.ts";
import { deleteQuality, insertQuality } from "./store/quality-store.ts";
import { payoutColumns } from "./store/payout-terms-store.ts";
import { ProgramVersionRow } from "./store/program-version.row.ts";

export interface SaveIncentiveDraft extends ChangeIncentiveProgram {
  readonly rules: readonly RuleDrafted[];
  /** Null: from its approval on. */
  readonly effectiveAt: Date | null;
  readonly note: string | null;
  readonly rounding: Rounding;
  readonly caps: CapsDrafted;
  /** Of tiers that have more or less than once. */
  readonly tierMultipliers: readonly TierMultiplierDrafted[];
  /** How much more or less is paid by how leads fare; null where it is not. */
  readonly quality: QualityTerms | null;
  /** When what is earned is paid. */
  readonly payout: PayoutTermsDrafted;
  /** What whoever recruited a partner has of what it earns; null: nothing. */
  readonly recruiterPay: RecruiterTerms | null;
  /** For how many days after a milestone its credit may be taken back. */
  readonly reversalDays: number;
}

/** Drafts the next version of an incentive program, or says anew all that its draft says. */
export const saveIncentiveDraft =
  (deps: IncentiveProgramDeps) => (call: Call<SaveIncentiveDraft>) =>
    changeIncentiveProgram(deps, call, "IncentiveDraftSaved", (tx, program, by) => {
      const { command, at } = call;
      const { rules, effectiveAt, note, rounding, caps, payout, recruiterPay, reversalDays } =
        command;
      const { currency } = program;
      const refusal =
        refuseOtherCurrency(rules, currency) ??
        refuseOtherCapCurrency(caps, currency) ??
        refuseOtherBracketCurrency(rules, currency) ??
        refuseLimitedAccelerator(rules, caps, payout) ??
        refuseDeferral(rules, caps, payout) ??
        refuseOtherMinimumCurrency(payout, currency) ??
        refuseRecruiterTerms(recruiterPay, caps, currency) ??
        refusePast(effectiveAt, at) ??
        refuseSpiffsOver(rules, effectiveAt ?? at);
      if (refusal) return refusal;

      if (program.draft) {
        const { id } = program.draft;
        tx.queue(
          changeDraft(id, {
            ...{ effectiveAt, note, rounding, caps, payout, recruiterPay, reversalDays, by, at },
          }),
        );
        tx.queue(deleteRules(id));
        tx.queue(deleteAccelerators(id));
        tx.queue(deleteConditions(id));
        tx.queue(deleteMultipliers(id));
        tx.queue(deleteQuality(id));
        tx.queueAfter(insertRules(deps.database, id, rules));
        const accelerators = insertAccelerators(deps.database, id, rules);
        if (accelerators) tx.queueAfter(accelerators);
        for (const piece of partsOf(deps.database, id, command)) tx.queueAfter(piece);
        queueMultipliers(deps.database, tx, id, command, "AFTER");
        return [id];
      }
      const id = deps.newId("pgv");
      tx.queue(
        deps.database.insert(ProgramVersionRow, {
          id: uuidOf(id),
          incentiveProgramId: uuidOf(command.incentiveProgramId),
          number: program.latestNumber + 1,
          state: "DRAFT",
          effectiveAt,
          note,
          rounding,
          ...capColumns(caps),
          ...payoutColumns(payout),
          ...recruiterColumns(recruiterPay),
          reversalDays,
          createdBy: by,
          createdAt: at,
          changedBy: by,
          changedAt: at,
        }),
      );
      tx.queue(insertRules(deps.database, id, rules));
      const accelerators = insertAccelerators(deps.database, id, rules);
      if (accelerators) tx.queue(accelerators);
      for (const piece of partsOf(deps.database, id, command)) tx.queue(piece);
      queueMultipliers(deps.database, tx, id, command, "BESIDE");
      return [id];
    });

/** What a draft has in tables of their own, besides its rules. */
function partsOf(
  database: Database,
  id: ProgramVersionId,
  { rules, quality }: SaveIncentiveDraft,
): readonly Sql[] {
  const parts = [insertConditions(database, id, rules), insertQuality(database, id, quality)];
  return parts.filter((piece) => piece !== null);
}

/** Behind those that were deleted, or beside the version that is new. */
function queueMultipliers(
  database: Database,
  tx: Transaction,
  id: ProgramVersionId,
  { tierMultipliers }: SaveIncentiveDraft,
  where: "AFTER" | "BESIDE",
): void {
  const piece = insertMultipliers(database, id, tierMultipliers);
  if (piece === null) return;
  const refusals = { incentive_tier_multiplier_tier_fkey: noSuchTier };
  if (where === "AFTER") tx.queueAfter(piece, refusals);
  else tx.queue(piece, refusals);
}

function noSuchTier(): Refusal {
  return refuse("NOT_FOUND", "tierMultipliers names a tier that is not there.", {
    path: ["tierMultipliers"],
  });
}
