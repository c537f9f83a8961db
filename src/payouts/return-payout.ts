import type { PayoutId, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { payoutNotThere, refuseSettingOff, whyNotBooked } from "./domain/payout.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { notBefore, queueReturns } from "./queue-booked.ts";
import type { PayoutTouched } from "./settle-payout.ts";
import { lockPayout, lockSettingOff } from "./store/payout-store.ts";

export interface ReturnPayout {
  readonly payoutId: PayoutId;
  /** The day on which the bank booked that it came back, YYYY-MM-DD. */
  readonly returnedOn: string;
  readonly bankReference: string;
  readonly reason: string;
}

/**
 * Says that a payout came back, before or after the bank had booked it: its credits are payable again, but for what was taken back
 * of them since, and all of its partner is held until two persons have seen where the money shall go. The next batch pays it by another payout.
 */
export const returnPayout = (deps: PayoutDeps) => (call: Call<ReturnPayout>) =>
  once<ReturnPayout, PayoutTouched>(
    deps.database,
    call,
    async (tx): Promise<PayoutTouched | Refusal> => {
      const { command, actor } = call;
      const { payoutId: id, returnedOn, bankReference: reference, reason } = command;
      if (actor.id === null) throw new Error("somebody says that a payout came back");
      const payout = await lockPayout(tx, id);
      if (!payout) return payoutNotThere(id);
      const { state, partnerId, timeZone, bookedOn } = payout;
      const at = notBefore(call.at, payout);
      const refusal = whyNotBooked(
        state,
        {
          ...{ on: returnedOn, field: "returnedOn", today: localDate(at, timeZone) },
          ...{ bookedOn, sentOn: localDate(payout.sentAt ?? at, timeZone) },
        },
        true,
      );
      if (refusal) return refusal;
      const settingOff = (await lockSettingOff(tx, [id])).get(id);
      if (settingOff) return refuseSettingOff(settingOff);
      const back = { payout, on: returnedOn, reference, reason };
      await queueReturns(deps, tx, [back], { at, by: actor.id });
      return { kind: "PayoutReturned", payoutId: id, subjects: [id, partnerId] };
    },
  );
