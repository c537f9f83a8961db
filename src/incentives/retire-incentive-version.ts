import { idOf, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import { changeIncentiveProgram } from "./change-incentive-program.ts";
import type { ChangeIncentiveProgram } from "./change-incentive-program.ts";
import type { IncentiveProgramDeps } from "./create-incentive-program.ts";
import { endVersion, readApproved } from "./store/incentive-program-store.ts";

export interface RetireIncentiveVersion extends ChangeIncentiveProgram {
  readonly number: number;
  /** Null: now. */
  readonly endsAt: Date | null;
}

/**
 * Ends an approved version, now or later, for good: its program pays nothing from then on until
 * another version begins. One that has not begun yet never will.
 */
export const retireIncentiveVersion =
  (deps: Pick<IncentiveProgramDeps, "database">) => (call: Call<RetireIncentiveVersion>) =>
    changeIncentiveProgram(deps, call, "IncentiveVersionRetired", async (tx, _, by) => {
      const { incentiveProgramId, number } = call.command;
      const { at } = call;
      const endsAt = call.command.endsAt ?? at;
      if (endsAt < at)
        return refuse(
          "VALIDATION_FAILED",
          `endsAt lies in the past: ${endsAt.toISOString()}; what was promised until now stands.`,
          { path: ["endsAt"] },
        );
      const version = await readApproved(tx, incentiveProgramId, number);
      if (!version)
        return refuse("NOT_FOUND", `The incentive program has no approved version ${number}.`, {
          path: ["number"],
        });
      if (version.until !== null && version.until <= endsAt)
        return refuse(
          "BUSINESS_RULE",
          `Version ${number} pays until ${version.until.toISOString()} alone: it is ended before that, or not at all.`,
          { path: ["endsAt"] },
        );
      const id = idOf("pgv", version.id);
      tx.queue(endVersion(id, { endsAt, by, at }));
      return [id];
    });
