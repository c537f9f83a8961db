import type { TargetListId } from "../kernel/index.ts";
import { refuseOtherVersion } from "../partners/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { listNotThere, refuseRetired } from "./domain/target-list.ts";
import { lockTargetList, queueListChanged, queueNewList } from "./store/target-store.ts";

export interface TargetDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly isFreeMail: (domain: string) => boolean;
}

export interface SaveTargetList {
  /** Null for a new one. */
  readonly targetListId: TargetListId | null;
  /** Of one that there is. */
  readonly expectedVersion: number | null;
  readonly name: string;
  readonly purpose: string | null;
}

export interface TargetListTouched extends Outcome {
  readonly targetListId: TargetListId;
}

/** A list of target accounts is made, or gets another name or purpose. Rules ask for its name from then on. */
export const saveTargetList = (deps: TargetDeps) => (call: Call<SaveTargetList>) =>
  once<SaveTargetList, TargetListTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { targetListId: id, expectedVersion } = command;
    if (actor.id === null) throw new Error("somebody saves a list");
    if (id === null) {
      const made = deps.newId("tgl");
      queueNewList(tx, made, command, { at, by: actor.id });
      return { kind: "TargetListSaved", targetListId: made, subjects: [made] };
    }
    const list = await lockTargetList(tx, id);
    if (!list) return listNotThere(id);
    const refusal =
      refuseRetired(list) ?? refuseOtherVersion("list", list.version, expectedVersion);
    if (refusal) return refusal;
    queueListChanged(tx, id, command, at);
    return { kind: "TargetListSaved", targetListId: id, subjects: [id] };
  });
