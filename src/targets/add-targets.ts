import type { AccountId, TargetListId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { RegisterLead } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { accountsOfCompanies, readAccounts } from "../protection/index.ts";

import { listNotThere, refuseFull, refuseRetired, refuseUnknown } from "./domain/target-list.ts";
import type { TargetDeps, TargetListTouched } from "./save-target-list.ts";
import { lockTargetList, queueTargets, readOnList } from "./store/target-store.ts";

export interface AddTargets {
  readonly targetListId: TargetListId;
  readonly companies: readonly RegisterLead["company"][];
  readonly accountIds: readonly AccountId[];
}

/**
 * Puts accounts on a list, by their ids or by what their companies are known by; whoever has no account gets one.
 * Those that are on it already stay on it.
 */
export const addTargets = (deps: TargetDeps) => (call: Call<AddTargets>) =>
  once<AddTargets, TargetListTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { targetListId: id, companies, accountIds } = command;
    if (actor.id === null) throw new Error("somebody lists accounts");
    const list = await lockTargetList(tx, id);
    if (!list) return listNotThere(id);
    const retired = refuseRetired(list);
    if (retired) return retired;
    const [known, found] = await Promise.all([
      readAccounts(tx, accountIds),
      accountsOfCompanies(deps, tx, companies, at),
    ]);
    const unknown = refuseUnknown("accountIds", accountIds, known, "is no account");
    if (unknown) return unknown;
    const nameless = found.indexOf(null);
    if (nameless >= 0)
      return refuse(
        "VALIDATION_FAILED",
        "Nothing tells this company from others: give its domain or its tax id.",
        {
          path: ["companies", nameless],
        },
      );
    const named = new Set([...accountIds, ...found.filter((each) => each !== null)]);
    const standing = await readOnList(tx, id, [...named]);
    const added = [...named].filter((each) => !standing.has(each)).toSorted();
    if (added.length === 0)
      return refuse("ALREADY_DONE", "All of them are on the list already.", {
        path: ["targetListId"],
      });
    const full = refuseFull(list, added.length);
    if (full) return full;
    queueTargets(tx, id, added, { at, by: actor.id });
    return { kind: "TargetsAdded", targetListId: id, subjects: [id] };
  });
