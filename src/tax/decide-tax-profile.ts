import type { TaxProfileId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { compactNumber, whyNotDecided, whyNotVerified } from "./domain/tax-profile.ts";
import type { TaxProfileDeps, TaxProfileTouched } from "./save-tax-profile.ts";
import { lockTaxProfile, queueDeclined, queueVerified } from "./store/tax-profile-store.ts";

export interface DecideTaxProfile {
  readonly taxProfileId: TaxProfileId;
  readonly isVerified: boolean;
  /** As a document of the partner's shows it; null where none was entered, or nothing is verified. */
  readonly taxId: string | null;
  /** What was looked at, or why not; told to the partner. */
  readonly note: string;
}

/** Verifies as whom a partner is taxed, by the number read anew, in the place of what was verified before; or declines it. */
export const decideTaxProfile =
  ({ database, taxVault }: Pick<TaxProfileDeps, "database" | "taxVault">) =>
  (call: Call<DecideTaxProfile>) =>
    once<DecideTaxProfile, TaxProfileTouched>(database, call, async (tx) => {
      const { actor, at, command } = call;
      const { taxProfileId: id, isVerified, taxId, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a tax profile");
      const profile = await lockTaxProfile(tx, id, actor.id);
      if (!profile)
        return refuse("NOT_FOUND", `There is no tax profile ${id}.`, { path: ["taxProfileId"] });
      const { partnerId } = profile;
      const mark = taxId === null ? null : taxVault.mark(compactNumber(taxId));
      const refusal = isVerified ? whyNotVerified(profile, mark) : whyNotDecided(profile);
      if (refusal) return refusal;
      const said = { note, at, by: actor.id };
      if (isVerified) queueVerified(tx, { id, partnerId }, said);
      else queueDeclined(tx, id, said);
      const kind = isVerified ? "TaxProfileVerified" : "TaxProfileDeclined";
      return { kind, taxProfileId: id, subjects: [id, partnerId] };
    });
