import type { PartnerId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { SaidRecruiter } from "./domain/recruiter.ts";
import { refuseRecruiter } from "./domain/recruiter.ts";
import { lockRecruiterFacts, queueEnd, queueRecruiter } from "./store/recruitment-store.ts";

export interface RecordRecruiter extends SaidRecruiter {
  readonly reason: string;
}

export interface RecruiterRecorded extends Outcome {
  readonly kind: "RecruiterRecorded";
  readonly partnerId: PartnerId;
}

/**
 * Records which partner recruited another, or that none did, from now on: nobody counts as recruiter of the time
 * before it was said. Who counted before stays on record. The partner's own version does not move, which it could see.
 */
export const recordRecruiter =
  (deps: { readonly database: Database }) => (call: Call<RecordRecruiter>) =>
    once<RecordRecruiter, RecruiterRecorded>(deps.database, call, async (tx) => {
      const { command, actor, at } = call;
      const { partnerId, recruiterId, reason } = command;
      if (actor.id === null) throw new Error("somebody records a recruiter");
      const facts = await lockRecruiterFacts(tx, command);
      const refusal = refuseRecruiter(command, facts);
      if (refusal) return refusal;

      const saying = { partnerId, reason, by: actor.id, at };
      if (facts.currentId !== null) queueEnd(tx, saying);
      if (recruiterId !== null) queueRecruiter(tx, { ...saying, recruiterId });
      const subjects = recruiterId === null ? [partnerId] : [partnerId, recruiterId];
      return { kind: "RecruiterRecorded", partnerId, subjects };
    });
