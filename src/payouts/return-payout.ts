import { queueHold } from "../approval/index.ts";
import type { PayoutId, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { postJournals, returnPayout as returned } from "../ledger/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { byProgram } from "./by-program.ts";
import { payoutNotThere, postedOn, refuseSettingOff, whyNotBooked } from "./domain/payout.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import type { PayoutTouched } from "./settle-payout.ts";
import { lockPayout, lockSettingOff, queueReturned, readReturnedOf } from "./store/payout-store.ts";

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
      const { state, partnerId, endToEndId, timeZone, bookedOn, exportedOn } = payout;
      const at = call.at < payout.changedAt ? payout.changedAt : call.at;
      const refusal = whyNotBooked(
        state,
        {
          ...{ on: returnedOn, field: "returnedOn", today: localDate(at, timeZone) },
          ...{ bookedOn, sentOn: localDate(payout.sentAt ?? at, timeZone) },
        },
        true,
      );
      if (refusal) return refusal;
      const settingOff = await lockSettingOff(tx, id);
      if (settingOff.length > 0) return refuseSettingOff(settingOff);
      const paid = await readReturnedOf(tx, id);
      const by = actor.id;
      queueReturned(tx, id, { on: returnedOn, reference, reason, at, by });
      queueHold(tx, {
        ...{ id: deps.newId("hld"), partnerId, creditId: null, kind: "BANK_CHANGE", at, by },
        rule: null,
        reason: `Payout ${endToEndId} came back: ${reason}`.slice(0, 2_000),
        evidence: reference,
      });
      const effectiveOn = postedOn(returnedOn, exportedOn, bookedOn);
      const wasBooked = state === "PAID";
      postJournals(
        tx,
        byProgram(deps, paid, () => effectiveOn).map((each) => returned(each, wasBooked)),
      );
      return { kind: "PayoutReturned", payoutId: id, subjects: [id, partnerId] };
    },
  );
