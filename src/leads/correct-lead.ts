import type { ProgramId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { decideCorrection, refuseOwnDuplicate } from "./domain/correction.ts";
import type { Correctable, Correction } from "./domain/correction.ts";
import type { LeadPatch } from "./domain/lead-data.ts";
import type { MoveLeadDeps } from "./move-lead.ts";
import { noSuchLines } from "./domain/register.ts";
import { readScope } from "./store/correction-store.ts";
import { readHolders } from "./store/own-claims.ts";
import type { LockedLead } from "./store/lead-move-store.ts";

export interface CorrectLeadDeps extends MoveLeadDeps {
  /** True for domains where anybody can have a mailbox: they identify no company. */
  readonly isFreeMail: (domain: string) => boolean;
}

/**
 * What a patch makes of a locked lead. Refuses what would make it a duplicate of the partner's own
 * other lead; whatever other partners hold, the answer is the same.
 */
export async function decideOwnCorrection(
  deps: CorrectLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  before: Correctable,
  patch: LeadPatch,
): Promise<Correction | Refusal> {
  const resolved = await resolveScope(tx, lead.programId, patch);
  if (isRefusal(resolved)) return resolved;
  const correction = decideCorrection(before, resolved, deps.isFreeMail);
  if (isRefusal(correction)) return correction;
  const held = await readHolders(tx, lead.partnerId, lead.id, correction.claimed);
  return refuseOwnDuplicate(held) ?? correction;
}

/** The patch with the product lines that what it names comes to: those beneath another are within it. */
async function resolveScope(
  tx: Transaction,
  programId: ProgramId,
  patch: LeadPatch,
): Promise<LeadPatch | Refusal> {
  if (!patch.productLineIds) return patch;
  const productLineIds = await readScope(tx, programId, patch.productLineIds);
  return productLineIds === null ? noSuchLines() : { ...patch, productLineIds };
}
