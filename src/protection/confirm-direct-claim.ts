import type { DirectClaimId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseConfirming, refuseEnding } from "./domain/direct-claim.ts";
import { queueLapseOfClaim } from "./store/claim-conflict-store.ts";
import type { DirectClaimTouched } from "./record-direct-claim.ts";
import { lockDirectClaim, queueConfirmed, queueEnded } from "./store/direct-claim-store.ts";

export interface TouchDirectClaim {
  readonly directClaimId: DirectClaimId;
  readonly expectedVersion: number;
}

type Deps = { readonly database: Database };

/** Somebody else than who recorded it has seen the evidence: the claim counts from the earlier contact. */
export const confirmDirectClaim = (deps: Deps) => (call: Call<TouchDirectClaim>) =>
  once<TouchDirectClaim, DirectClaimTouched>(deps.database, call, async (tx) => {
    const { directClaimId, expectedVersion } = call.command;
    const by = call.actor.id;
    if (by === null) throw new Error("somebody confirms a claim");
    const claim = await lockDirectClaim(tx, directClaimId, call.at);
    if (!claim) return noSuchClaim(directClaimId);
    const refusal = refuseConfirming(claim, by, expectedVersion);
    if (refusal) return refusal;
    queueConfirmed(tx, directClaimId, { at: call.at, by });
    return { kind: "DirectClaimConfirmed", directClaimId, subjects: [directClaimId] };
  });

/** The vendor claims the prospect no more: leads are accepted as if it never had. */
export const endDirectClaim = (deps: Deps) => (call: Call<TouchDirectClaim>) =>
  once<TouchDirectClaim, DirectClaimTouched>(deps.database, call, async (tx) => {
    const { directClaimId, expectedVersion } = call.command;
    const claim = await lockDirectClaim(tx, directClaimId, call.at);
    if (!claim) return noSuchClaim(directClaimId);
    const refusal = refuseEnding(claim, expectedVersion);
    if (refusal) return refusal;
    queueEnded(tx, directClaimId, call.at);
    queueLapseOfClaim(tx, directClaimId, call.at);
    return { kind: "DirectClaimEnded", directClaimId, subjects: [directClaimId] };
  });

function noSuchClaim(id: DirectClaimId): Refusal {
  return refuse("NOT_FOUND", `There is no claim ${id}.`, { path: ["directClaimId"] });
}
