import type { PartnerId, TaxProfileId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Vault } from "../platform/vault.ts";

import type { TaxProfileDetails } from "./domain/tax-profile.ts";
import { queueTaxProfile } from "./store/tax-profile-store.ts";
import { whoseTax } from "./whose-tax.ts";

export interface TaxProfileDeps {
  readonly database: Database;
  readonly newId: NewId;
  /** Keeps tax numbers. */
  readonly taxVault: Vault;
}

export interface SaveTaxProfile extends TaxProfileDetails {
  /** Whose; a partner's people may leave it out. */
  readonly partnerId: PartnerId | null;
}

export interface TaxProfileTouched extends Outcome {
  readonly taxProfileId: TaxProfileId;
}

/**
 * Says as whom a partner is taxed, in the place of what waits. It counts once somebody else has verified it; until then
 * what was verified before stands.
 */
export const saveTaxProfile = (deps: TaxProfileDeps) => (call: Call<SaveTaxProfile>) =>
  once<SaveTaxProfile, TaxProfileTouched>(deps.database, call, async (tx) => {
    const { session, actor, at, command } = call;
    const { partnerId: named, taxId, ...details } = command;
    if (actor.id === null) throw new Error("somebody enters a tax profile");
    const partnerId = await whoseTax(tx, session, named);
    if (isRefusal(partnerId)) return partnerId;
    const id = deps.newId("txp");
    const { taxVault } = deps;
    const sealed = taxId === null ? null : taxVault.seal(taxId, id);
    const mark = taxId === null ? null : taxVault.mark(taxId);
    const number =
      sealed && mark && taxId !== null ? { sealed, mark, ends: taxId.slice(-4) } : null;
    queueTaxProfile(tx, { id, partnerId, details, number, at, by: actor.id });
    return { kind: "TaxProfileEntered", taxProfileId: id, subjects: [id, partnerId] };
  });
