import type { CreditHoldId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotReleased } from "./domain/hold.ts";
import { holdNotThere } from "./hold-not-there.ts";
import type { HoldTouched } from "./place-credit-hold.ts";
import { lockHold, queueReleaseDecided } from "./store/hold-store.ts";

export interface DecideHoldRelease {
  readonly creditHoldId: CreditHoldId;
  readonly isReleased: boolean;
  /** Why; always said where it goes on to hold. */
  readonly note: string | null;
}

/** Lets a hold go as another person has asked, or says why it goes on to hold. */
export const decideHoldRelease =
  (deps: { readonly database: Database }) => (call: Call<DecideHoldRelease>) =>
    once<DecideHoldRelease, HoldTouched>(deps.database, call, async (tx) => {
      const { actor, at, command } = call;
      const { creditHoldId: id, isReleased, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a hold");
      const hold = await lockHold(tx, id, actor.id);
      if (!hold) return holdNotThere(id);
      const refusal = whyNotReleased(hold);
      if (refusal) return refusal;
      if (!hold.request) throw new Error("a release that nobody asked for is refused");
      const { id: releaseId, requestedAt } = hold.request;
      const when = at < requestedAt ? requestedAt : at;
      queueReleaseDecided(tx, { id, releaseId, isReleased, note, at: when, by: actor.id });
      const kind = isReleased ? "HoldReleased" : "HoldReleaseDeclined";
      return { kind, creditHoldId: id, subjects: [id] };
    });
