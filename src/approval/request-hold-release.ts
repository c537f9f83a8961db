import type { CreditHoldId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotRequested } from "./domain/hold.ts";
import { holdNotThere } from "./hold-not-there.ts";
import type { HoldDeps, HoldTouched } from "./place-credit-hold.ts";
import { lockHold, queueReleaseRequested } from "./store/hold-store.ts";

export interface RequestHoldRelease {
  readonly creditHoldId: CreditHoldId;
  readonly reason: string;
}

/** Asks to let a hold go: another person decides. */
export const requestHoldRelease = (deps: HoldDeps) => (call: Call<RequestHoldRelease>) =>
  once<RequestHoldRelease, HoldTouched>(deps.database, call, async (tx) => {
    const { actor, at, command } = call;
    const { creditHoldId: id, reason } = command;
    if (actor.id === null) throw new Error("somebody asks to let a hold go");
    const hold = await lockHold(tx, id, actor.id);
    if (!hold) return holdNotThere(id);
    const refusal = whyNotRequested(hold);
    if (refusal) return refusal;
    const releaseId = deps.newId("hrl");
    const when = at < hold.placedAt ? hold.placedAt : at;
    queueReleaseRequested(tx, { id: releaseId, holdId: id, reason, at: when, by: actor.id });
    return { kind: "HoldReleaseRequested", creditHoldId: id, subjects: [id] };
  });
