import type { ClawbackId, Money, Refusal, WriteOffId } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { clawbackNotThere, whyNotEnded } from "./domain/clawback.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { lockClawback, queueWriteOff } from "./store/claim-store.ts";

export interface ProposeWriteOff {
  readonly clawbackId: ClawbackId;
  readonly amount: Money;
  readonly reason: string;
}

export interface WriteOffTouched extends Outcome {
  readonly writeOffId: WriteOffId;
}

/** Proposes not to ask a partner any more for some of what it owes: another person decides. */
export const proposeWriteOff = (deps: PayoutDeps) => (call: Call<ProposeWriteOff>) =>
  once<ProposeWriteOff, WriteOffTouched>(
    deps.database,
    call,
    async (tx): Promise<WriteOffTouched | Refusal> => {
      const { command, actor, at } = call;
      const { clawbackId, amount, reason } = command;
      if (actor.id === null) throw new Error("somebody proposes a write-off");
      const claim = await lockClawback(tx, clawbackId, actor.id);
      if (!claim) return clawbackNotThere(clawbackId);
      const refusal = whyNotEnded(claim, amount);
      if (refusal) return refusal;
      const { partnerId } = claim;
      const writeOffId = deps.newId("wof");
      const by = actor.id;
      queueWriteOff(tx, {
        id: writeOffId,
        clawbackId,
        partnerId,
        minor: amount.minor,
        reason,
        at,
        by,
      });
      return { kind: "WriteOffProposed", writeOffId, subjects: [writeOffId, clawbackId] };
    },
  );
