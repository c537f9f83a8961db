import type { DirectClaimId, ProductLineId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { companyKeys, noSuchLines } from "../leads/index.ts";
import type { RegisterLead } from "../leads/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readScope } from "../products/index.ts";

import { queueDirectClaim } from "./store/direct-claim-store.ts";

export interface RecordDirectClaimDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly isFreeMail: (domain: string) => boolean;
}

export interface RecordDirectClaim {
  readonly company: RegisterLead["company"];
  /** Empty for all. */
  readonly productLineIds: readonly ProductLineId[];
  readonly evidence: string;
  /** A contact from before; it counts once somebody else has confirmed it. */
  readonly contactedAt: Date | null;
}

export interface DirectClaimTouched extends Outcome {
  readonly directClaimId: DirectClaimId;
}

/**
 * The vendor claims a prospect for itself. It counts from now, and against leads that claim later; no
 * partner is told.
 */
export const recordDirectClaim = (deps: RecordDirectClaimDeps) => (call: Call<RecordDirectClaim>) =>
  once<RecordDirectClaim, DirectClaimTouched>(deps.database, call, async (tx) => {
    const { company, evidence, contactedAt } = call.command;
    if (call.actor.id === null) throw new Error("somebody claims for the vendor");
    if (contactedAt !== null && contactedAt > call.at)
      return refuse("VALIDATION_FAILED", "contactedAt lies in the future.", {
        path: ["contactedAt"],
      });
    const keys = companyKeys(company, "", deps.isFreeMail);
    if (keys.length === 0)
      return refuse(
        "VALIDATION_FAILED",
        "Nothing tells the company: give its domain or its tax id.",
        { path: ["company"] },
      );
    const productLineIds = await readScope(tx, call.command.productLineIds);
    if (productLineIds === null) return noSuchLines();
    const id = deps.newId("dcl");
    const { at } = call;
    const by = call.actor.id;
    queueDirectClaim(tx, { id, company, keys, productLineIds, evidence, contactedAt, at, by });
    return { kind: "DirectClaimRecorded", directClaimId: id, subjects: [id] };
  });
