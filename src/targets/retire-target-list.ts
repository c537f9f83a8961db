import type { TargetListId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { listNotThere, refuseRetired } from "./domain/target-list.ts";
import type { TargetDeps, TargetListTouched } from "./save-target-list.ts";
import { lockTargetList, queueListRetired } from "./store/target-store.ts";

export interface RetireTargetList {
  readonly targetListId: TargetListId;
  readonly reason: string;
}

/** No rule finds the list any more, and it does not change; who was on it stays on record. */
export const retireTargetList =
  (deps: Pick<TargetDeps, "database">) => (call: Call<RetireTargetList>) =>
    once<RetireTargetList, TargetListTouched>(deps.database, call, async (tx) => {
      const { command, actor, at } = call;
      const { targetListId: id, reason } = command;
      if (actor.id === null) throw new Error("somebody retires a list");
      const list = await lockTargetList(tx, id);
      if (!list) return listNotThere(id);
      const refusal = refuseRetired(list);
      if (refusal) return refusal;
      queueListRetired(tx, id, reason, { at, by: actor.id });
      return { kind: "TargetListRetired", targetListId: id, subjects: [id] };
    });
