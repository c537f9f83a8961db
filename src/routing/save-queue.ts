import type { QueueId, TeamId } from "../kernel/index.ts";
import { isRefusal, uuidOf } from "../kernel/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { QUEUES } from "./named-things.ts";
import type { SaveDeps, SaveNamed } from "./save-named.ts";
import { saveNamed } from "./save-named.ts";

export interface SaveQueue extends SaveNamed<"que"> {
  /** Whose people claim from it; null for anybody in sales. */
  readonly teamId: TeamId | null;
}

export interface QueueSaved extends Outcome {
  readonly id: QueueId;
}

/** A queue is made, or gets another name or team. What waits in it goes on waiting. */
export const saveQueue = (deps: SaveDeps) => (call: Call<SaveQueue>) =>
  once<SaveQueue, QueueSaved>(deps.database, call, async (tx) => {
    const { teamId } = call.command;
    const team = teamId === null ? null : uuidOf(teamId);
    const id = await saveNamed(deps, tx, call, QUEUES, { team_id: sql`${team}::uuid` });
    return isRefusal(id) ? id : { kind: "QueueSaved", id, subjects: [id] };
  });
