import type { Refusal, SecondPersonWaiverId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { waiverEnded, waiverNotThere } from "./domain/waiver.ts";
import { lockWaiver, queueWaiverEnded } from "./store/waiver-store.ts";
import type { WaiverDeps, WaiverTouched } from "./waive-second-person.ts";

export interface EndSecondPersonWaiver {
  readonly secondPersonWaiverId: SecondPersonWaiverId;
  readonly reason: string;
}

/** Ends a waiver at once: two persons are needed again. What was decided under it stays, and stays to be reviewed. */
export const endSecondPersonWaiver =
  ({ database }: Pick<WaiverDeps, "database">) =>
  (call: Call<EndSecondPersonWaiver>) =>
    once<EndSecondPersonWaiver, WaiverTouched>(
      database,
      call,
      async (tx): Promise<WaiverTouched | Refusal> => {
        const { secondPersonWaiverId: id, reason } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody ends a waiver");
        const standing = await lockWaiver(tx, id);
        if (!standing) return waiverNotThere(id);
        if (!standing.isStanding) return waiverEnded();
        queueWaiverEnded(tx, id, { reason, by });
        return { kind: "SecondPersonWaiverEnded", secondPersonWaiverId: id, subjects: [id] };
      },
    );
