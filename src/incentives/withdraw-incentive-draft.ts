import type { Call } from "../platform/mutation/index.ts";

import { changeIncentiveProgram } from "./change-incentive-program.ts";
import type { ChangeIncentiveProgram } from "./change-incentive-program.ts";
import type { IncentiveProgramDeps } from "./create-incentive-program.ts";
import { noDraft } from "./domain/incentive-program.ts";
import { withdrawDraft } from "./store/incentive-program-store.ts";

/** Whoever drafts takes a draft back, or whoever approves turns it down; it stays as it was, for the record. */
export const withdrawIncentiveDraft =
  (deps: Pick<IncentiveProgramDeps, "database">) => (call: Call<ChangeIncentiveProgram>) =>
    changeIncentiveProgram(deps, call, "IncentiveDraftWithdrawn", (tx, { draft }, by) => {
      if (!draft) return noDraft();
      tx.queue(withdrawDraft(draft.id, { by, at: call.at }));
      return [draft.id];
    });
