import type { PayoutId, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { payoutNotThere, whyNotBooked } from "./domain/payout.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { notBefore, queueSettlements } from "./queue-booked.ts";
import { lockPayout } from "./store/payout-store.ts";

export interface SettlePayout {
  readonly payoutId: PayoutId;
  /** The day on which the bank booked it, YYYY-MM-DD. */
  readonly bookedOn: string;
  /** By which the bank's statement names it. */
  readonly bankReference: string;
}

export interface PayoutTouched extends Outcome {
  readonly payoutId: PayoutId;
}

/** Says that the bank booked a payout, as its statement shows: it is paid from then on, and not before. */
export const settlePayout = (deps: PayoutDeps) => (call: Call<SettlePayout>) =>
  once<SettlePayout, PayoutTouched>(
    deps.database,
    call,
    async (tx): Promise<PayoutTouched | Refusal> => {
      const { command, actor } = call;
      const { payoutId: id, bookedOn, bankReference } = command;
      if (actor.id === null) throw new Error("somebody settles a payout");
      const payout = await lockPayout(tx, id);
      if (!payout) return payoutNotThere(id);
      const at = notBefore(call.at, payout);
      const refusal = whyNotBooked(payout.state, {
        ...{ on: bookedOn, field: "bookedOn", today: localDate(at, payout.timeZone) },
        sentOn: localDate(payout.sentAt ?? at, payout.timeZone),
      });
      if (refusal) return refusal;
      const booked = { payout, on: bookedOn, reference: bankReference };
      await queueSettlements(deps, tx, [booked], { at, by: actor.id });
      return { kind: "PayoutSettled", payoutId: id, subjects: [id, payout.partnerId] };
    },
  );
