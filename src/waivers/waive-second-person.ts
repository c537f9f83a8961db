import type { Refusal, SecondPersonWaiverId } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotUntil } from "./domain/waiver.ts";
import { queueWaiver } from "./store/waiver-store.ts";

export interface WaiverDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface WaiveSecondPerson {
  readonly reason: string;
  readonly standsUntil: Date;
}

export interface WaiverTouched extends Outcome {
  readonly secondPersonWaiverId: SecondPersonWaiverId;
}

/** Lets one person decide what they prepared, where a rule of finance asks for two, for some days. */
export const waiveSecondPerson = (deps: WaiverDeps) => (call: Call<WaiveSecondPerson>) =>
  once<WaiveSecondPerson, WaiverTouched>(
    deps.database,
    call,
    (tx): Promise<WaiverTouched | Refusal> => {
      const { command, actor, at } = call;
      if (actor.id === null) throw new Error("somebody waives the second person");
      const refusal = whyNotUntil(command.standsUntil, at);
      if (refusal) return Promise.resolve(refusal);
      const id = deps.newId("wvr");
      queueWaiver(tx, { ...command, id, by: actor.id });
      return Promise.resolve({
        kind: "SecondPersonWaived",
        secondPersonWaiverId: id,
        subjects: [id],
      });
    },
  );
