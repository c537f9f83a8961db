import type { Refusal, WriteOffId } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { postJournal, writeOffClaim } from "../ledger/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import {
  clawbackNotThere,
  whyNotDecided,
  whyNotEnded,
  writeOffNotThere,
} from "./domain/clawback.ts";
import { postedOn } from "./domain/payout.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import type { WriteOffTouched } from "./propose-write-off.ts";
import { lockClawback, lockWriteOff, queueWriteOffDecided } from "./store/claim-store.ts";

export interface DecideWriteOff {
  readonly writeOffId: WriteOffId;
  readonly isApproved: boolean;
  /** Why; always said where it is declined. */
  readonly note: string | null;
}

/** Writes off what another person proposed, if as much is still owed, or says why it goes on being owed. */
export const decideWriteOff = (deps: PayoutDeps) => (call: Call<DecideWriteOff>) =>
  once<DecideWriteOff, WriteOffTouched>(
    deps.database,
    call,
    async (tx): Promise<WriteOffTouched | Refusal> => {
      const { command, actor } = call;
      const { writeOffId: id, isApproved, note } = command;
      if (actor.id === null) throw new Error("somebody decides over a write-off");
      const proposed = await lockWriteOff(tx, id, actor.id);
      if (!proposed) return writeOffNotThere(id);
      const { clawbackId, amount, proposedAt } = proposed;
      const refusal = whyNotDecided(proposed, isApproved);
      if (refusal) return refusal;
      const at = call.at < proposedAt ? proposedAt : call.at;
      const decided = { id, note, at, by: actor.id };
      if (!isApproved) {
        queueWriteOffDecided(tx, { ...decided, postingId: null });
        return { kind: "WriteOffDeclined", writeOffId: id, subjects: [id, clawbackId] };
      }
      const claim = await lockClawback(tx, clawbackId, actor.id);
      if (!claim) return clawbackNotThere(clawbackId);
      const lessOwed = whyNotEnded(claim, amount, ["writeOffId"]);
      if (lessOwed) return lessOwed;
      const { creditId, partnerId, programId, timeZone, clawedOn } = claim;
      const postingId = deps.newId("jrn");
      queueWriteOffDecided(tx, { ...decided, postingId });
      postJournal(
        tx,
        writeOffClaim({
          ...{ id: postingId, creditId, partnerId, programId, amount, source: id },
          effectiveOn: postedOn(localDate(at, timeZone), clawedOn),
        }),
      );
      const subjects = [id, clawbackId, creditId, partnerId];
      return { kind: "WrittenOff", writeOffId: id, subjects };
    },
  );
