import type { PartnerId, PayoutAccountId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { Vault } from "../platform/vault.ts";
import { identityOf } from "./domain/account-number.ts";
import type { PayoutAccountDetails } from "./domain/payout-account.ts";
import { isPaidPartner, queuePayoutAccount } from "./store/payout-account-store.ts";

export interface PayoutAccountDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly vault: Vault;
}

export interface SavePayoutAccount extends PayoutAccountDetails {
  /** Whose; a partner's people may leave it out. */
  readonly partnerId: PartnerId | null;
}

export interface PayoutAccountTouched extends Outcome {
  readonly payoutAccountId: PayoutAccountId;
}

/**
 * Says where a partner's money of one currency shall go. Nothing goes there before somebody else has verified it;
 * until then what was verified before stands.
 */
export const savePayoutAccount = (deps: PayoutAccountDeps) => (call: Call<SavePayoutAccount>) =>
  once<SavePayoutAccount, PayoutAccountTouched>(deps.database, call, async (tx) => {
    const { session, actor, at, command } = call;
    const { partnerId: named, ...details } = command;
    if (actor.id === null) throw new Error("somebody enters an account");
    const partnerId = session.partnerId ?? named;
    if (partnerId === null)
      return refuse("VALIDATION_FAILED", "partnerId is missing: say whose account it is.", {
        path: ["partnerId"],
      });
    const isThere =
      session.partnerId === null
        ? await isPaidPartner(tx, partnerId)
        : named === null || named === session.partnerId;
    if (!isThere)
      return refuse("NOT_FOUND", `There is no partner ${named ?? ""} that is paid.`, {
        path: ["partnerId"],
      });
    const id = deps.newId("pac");
    queuePayoutAccount(tx, {
      ...{ id, partnerId, details, at, by: actor.id },
      sealed: deps.vault.seal(details.account.number, id),
      mark: deps.vault.mark(identityOf(details.account)),
    });
    return { kind: "PayoutAccountEntered", payoutAccountId: id, subjects: [id, partnerId] };
  });
