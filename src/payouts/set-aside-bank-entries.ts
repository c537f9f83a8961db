import type { BankEntryId, Refusal } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { bankEntryNotThere, whyNotDecided } from "./domain/bank-entry.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { lockEntries, queueDecided } from "./store/bank-statement-store.ts";

export interface SetAsideBankEntries {
  readonly bankEntryIds: readonly BankEntryId[];
  readonly note: string;
}

export interface BankEntriesSetAside extends Outcome {
  readonly bankEntryIds: readonly BankEntryId[];
}

/** Says of entries that waited that they are of no payout, or were dealt with otherwise: all of them, or none. */
export const setAsideBankEntries =
  ({ database }: Pick<PayoutDeps, "database">) =>
  (call: Call<SetAsideBankEntries>) =>
    once<SetAsideBankEntries, BankEntriesSetAside>(
      database,
      call,
      async (tx): Promise<BankEntriesSetAside | Refusal> => {
        const { command, actor, at } = call;
        const { bankEntryIds: ids, note } = command;
        if (actor.id === null) throw new Error("somebody sets bank entries aside");
        const standing = new Map((await lockEntries(tx, ids)).map((entry) => [entry.id, entry]));
        const path = ["bankEntryIds"];
        for (const id of ids) {
          const entry = standing.get(id);
          if (!entry) return bankEntryNotThere(id, path);
          const refusal = whyNotDecided(id, entry.state, path);
          if (refusal) return refusal;
        }
        queueDecided(tx, ids, {
          ...{ state: "SET_ASIDE", payoutId: null, chargesMinor: 0n, note, at, by: actor.id },
        });
        return { kind: "BankEntriesSetAside", bankEntryIds: ids, subjects: ids };
      },
    );
