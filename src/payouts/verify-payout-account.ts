import type { PayoutAccountId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { compact, identityOf } from "./domain/account-number.ts";
import { whyNotVerified } from "./domain/payout-account.ts";
import { endTry, isWrongNumber, takeTry } from "./number-tries.ts";
import type { NumberTry } from "./number-tries.ts";
import { payoutAccountNotThere } from "./payout-account-not-there.ts";
import type { PayoutAccountDeps, PayoutAccountTouched } from "./save-payout-account.ts";
import { lockPayoutAccount, queueVerified } from "./store/payout-account-store.ts";

const DAY_MS = 86_400_000;

export interface VerifyPayoutAccountDeps extends PayoutAccountDeps {
  /** So long after it was verified nothing is paid to an account. */
  readonly coolingDays: number;
}

export interface VerifyPayoutAccount {
  readonly payoutAccountId: PayoutAccountId;
  /** As the partner said it when it was asked. */
  readonly number: string;
  /** The same of its bank's code; null with an IBAN, which holds it. */
  readonly bankCode: string | null;
  readonly note: string;
  /** Whether it is known that another partner has the same account. */
  readonly isShared: boolean;
}

/**
 * Verifies an account that somebody else entered, by the number that the partner says when it is asked by a way that
 * was known before. It takes the place of the one before, and is paid to once it has cooled: time to object. Who types too many wrong
 * numbers of it waits for a while.
 */
export const verifyPayoutAccount =
  (deps: VerifyPayoutAccountDeps) => async (call: Call<VerifyPayoutAccount>) => {
    const { actor, at, command, key, fingerprint } = call;
    const { payoutAccountId: id, isShared, note, bankCode: said } = command;
    const by = actor.id;
    if (by === null) throw new Error("somebody verifies an account");
    const tried: { as: NumberTry } = { as: null };
    const work = async (tx: Transaction): Promise<PayoutAccountTouched | Refusal> => {
      const taken = tried.as ?? (await takeTry(deps, { accountId: id, by, at, key, fingerprint }));
      if (isRefusal(taken)) return taken;
      tried.as = taken;
      const account = await lockPayoutAccount(tx, id, by);
      if (!account) return payoutAccountNotThere(id);
      const mark = deps.vault.mark(identityOf({ ...account, number: compact(command.number) }));
      const bankCode = said === null ? null : compact(said);
      const refusal = whyNotVerified(account, { mark, bankCode, isShared });
      if (refusal) return refusal;
      const usableFrom = new Date(at.getTime() + deps.coolingDays * DAY_MS);
      queueVerified(tx, id, { account, isShared, note, usableFrom, at, by });
      const { partnerId } = account;
      return { kind: "PayoutAccountVerified", payoutAccountId: id, subjects: [id, partnerId] };
    };
    const done = await once<VerifyPayoutAccount, PayoutAccountTouched>(deps.database, call, work);
    if (tried.as !== null) await endTry(deps, tried.as, isRefusal(done) && isWrongNumber(done));
    return done;
  };
