import type { PartnerMemberId } from "../../kernel/index.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database/index.ts";
import { authSession } from "../../platform/database/index.ts";
import type { Standing } from "../domain/standing.ts";
import type { LoginSessionId } from "../domain/viewer.ts";

import { noteKeyUse, standingOfKey, standingOfSession, toStanding } from "./standing-queries.ts";
import type { StandingRow } from "./standing-queries.ts";

/**
 * How credentials stand, remembered for half a minute: within that time a deactivation, a
 * revocation or a change of roles or of the partner's state holds on every instance; at once on
 * the one that made it.
 */
export interface Standings {
  readonly ofSession: (id: LoginSessionId) => Promise<Standing | null>;
  readonly ofKey: (hash: Buffer) => Promise<Standing | null>;
  /** Forgets all credentials of a member, or one session or key, by its id. */
  readonly forget: (id: PartnerMemberId | Standing["credential"]["id"]) => void;
}

const STANDING_KEPT_MS = 30_000;
const KEPT = 10_000;

interface Remembered {
  readonly readAt: Date;
  readonly standing: Promise<Standing | null>;
  /** Who and what it is about; null until the answer is there. */
  ids: readonly string[] | null;
}

export function makeStandings(database: Database, clock: Clock): Standings {
  const remembered = new Map<string, Remembered>();
  const session = authSession("standings");

  /** One read answers all who ask meanwhile. A miss or a failure is not remembered. */
  const recall = (
    name: string,
    read: () => Promise<StandingRow | null>,
  ): Promise<Standing | null> => {
    const at = clock();
    const known = remembered.get(name);
    if (known && at.getTime() - known.readAt.getTime() < STANDING_KEPT_MS) return known.standing;
    const entry: Remembered = {
      readAt: at,
      standing: read().then((row) => (row === null ? null : toStanding(row))),
      ids: null,
    };
    remembered.delete(name);
    remembered.set(name, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > KEPT && oldest !== undefined) remembered.delete(oldest);
    const drop = (): void => {
      if (remembered.get(name) === entry) remembered.delete(name);
    };
    entry.standing.then((standing) => {
      if (standing === null) drop();
      else entry.ids = [standing.memberId, standing.credential.id];
    }, drop);
    return entry.standing;
  };

  return {
    ofSession: (id) =>
      recall(id, () => database.readOne<StandingRow>(session, standingOfSession(id))),
    ofKey: (hash) =>
      recall(hash.toString("base64"), async () => {
        const row = await database.readOne<StandingRow>(session, standingOfKey(hash));
        if (row) await database.read(session, noteKeyUse(hash, clock()));
        return row;
      }),
    forget: (id) => {
      for (const [name, entry] of remembered) {
        // what is being read right now may have been read before the change
        if (entry.ids === null || entry.ids.includes(id)) remembered.delete(name);
      }
    },
  };
}
