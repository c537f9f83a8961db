import type { Call } from "../platform/mutation/index.ts";

import { changeIncentiveProgram } from "./change-incentive-program.ts";
import type { ChangeIncentiveProgram } from "./change-incentive-program.ts";
import type { IncentiveProgramDeps } from "./create-incentive-program.ts";
import { beginsTwice, noDraft, refuseApproval, twoPersons } from "./domain/incentive-program.ts";
import { spiffIsOver } from "./domain/spiffs.ts";
import { approveDraft } from "./store/incentive-program-store.ts";

/**
 * Another person than whoever drafted it approves the draft of an incentive program as it was read. It
 * pays from then on or later, never changes, and what was earned before stays as it was earned.
 */
export const approveIncentiveVersion =
  (deps: Pick<IncentiveProgramDeps, "database">) => (call: Call<ChangeIncentiveProgram>) =>
    changeIncentiveProgram(deps, call, "IncentiveVersionApproved", (tx, { draft }, by) => {
      if (!draft) return noDraft();
      const refusal = refuseApproval(draft, call.at);
      if (refusal) return refusal;
      tx.queue(approveDraft(draft.id, { by, at: call.at }), {
        incentive_program_version_two_persons: twoPersons,
        incentive_program_version_effective_once: beginsTwice,
        incentive_rule_spiff_is_over: spiffIsOver,
      });
      return [draft.id];
    });
