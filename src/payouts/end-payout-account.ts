import type { PayoutAccountId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotEnded } from "./domain/payout-account.ts";
import { payoutAccountNotThere } from "./payout-account-not-there.ts";
import type { PayoutAccountTouched } from "./save-payout-account.ts";
import { lockPayoutAccountState, queueEnded } from "./store/payout-account-store.ts";

export interface EndPayoutAccount {
  readonly payoutAccountId: PayoutAccountId;
  readonly reason: string;
}

/** Gives an account up at once: a partner its own, or the vendor where something is wrong with it. */
export const endPayoutAccount =
  (deps: { readonly database: Database }) => (call: Call<EndPayoutAccount>) =>
    once<EndPayoutAccount, PayoutAccountTouched>(deps.database, call, async (tx) => {
      const { session, actor, at, command } = call;
      const { payoutAccountId: id, reason } = command;
      if (actor.id === null) throw new Error("somebody ends an account");
      const account = await lockPayoutAccountState(tx, session, id);
      if (!account) return payoutAccountNotThere(id);
      const refusal = whyNotEnded(account);
      if (refusal) return refusal;
      queueEnded(tx, id, { reason, at, by: actor.id });
      return { kind: "PayoutAccountEnded", payoutAccountId: id, subjects: [id] };
    });
