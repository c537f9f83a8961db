import type { PayoutAccountId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotDecided } from "./domain/payout-account.ts";
import { payoutAccountNotThere } from "./payout-account-not-there.ts";
import type { PayoutAccountTouched } from "./save-payout-account.ts";
import { lockPayoutAccount, queueDeclined } from "./store/payout-account-store.ts";

export interface DeclinePayoutAccount {
  readonly payoutAccountId: PayoutAccountId;
  /** Why, told to the partner. */
  readonly note: string;
}

/** Declines an account that somebody else entered: what was verified before stands. */
export const declinePayoutAccount =
  (deps: { readonly database: Database }) => (call: Call<DeclinePayoutAccount>) =>
    once<DeclinePayoutAccount, PayoutAccountTouched>(deps.database, call, async (tx) => {
      const { actor, at, command } = call;
      const { payoutAccountId: id, note } = command;
      if (actor.id === null) throw new Error("somebody declines an account");
      const account = await lockPayoutAccount(tx, id, actor.id);
      if (!account) return payoutAccountNotThere(id);
      const refusal = whyNotDecided(account);
      if (refusal) return refusal;
      queueDeclined(tx, id, { note, at, by: actor.id });
      const { partnerId } = account;
      return { kind: "PayoutAccountDeclined", payoutAccountId: id, subjects: [id, partnerId] };
    });
