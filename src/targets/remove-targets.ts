import type { AccountId, TargetListId } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { listNotThere, refuseRetired, refuseUnknown } from "./domain/target-list.ts";
import type { TargetDeps, TargetListTouched } from "./save-target-list.ts";
import { lockTargetList, queueTargetsRemoved, readOnList } from "./store/target-store.ts";

export interface RemoveTargets {
  readonly targetListId: TargetListId;
  readonly accountIds: readonly AccountId[];
}

/** Takes accounts off a list; that they were on it stays on record. */
export const removeTargets = (deps: Pick<TargetDeps, "database">) => (call: Call<RemoveTargets>) =>
  once<RemoveTargets, TargetListTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { targetListId: id, accountIds } = command;
    if (actor.id === null) throw new Error("somebody takes accounts off a list");
    const list = await lockTargetList(tx, id);
    if (!list) return listNotThere(id);
    const standing = await readOnList(tx, id, accountIds);
    const refusal =
      refuseRetired(list) ??
      refuseUnknown("accountIds", accountIds, standing, "is not on the list");
    if (refusal) return refusal;
    queueTargetsRemoved(tx, id, accountIds, { at, by: actor.id });
    return { kind: "TargetsRemoved", targetListId: id, subjects: [id] };
  });
