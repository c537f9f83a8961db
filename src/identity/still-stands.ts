import type { ApiKeyId, PartnerMemberId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import type { Caller } from "../platform/graphql/index.ts";
import type { Actor } from "../platform/mutation/index.ts";

import { viewerOf } from "./domain/standing.ts";
import { viewerOfCaller } from "./graphql/viewer-caller.ts";
import { standingOfKeyNamed, standingOfMember, toStanding } from "./store/standing-queries.ts";
import type { StandingRow } from "./store/standing-queries.ts";
import { actorOf, sessionOf } from "./viewer.ts";

/** Who asked for something that goes on without it: the member, and the key where it was one. */
export interface Principal {
  readonly memberId: PartnerMemberId;
  readonly keyId: ApiKeyId | null;
}

/** What a principal may do now, and in whose name. */
export interface StillStanding {
  readonly scopes: ReadonlySet<string>;
  readonly actor: Actor;
  readonly session: Session;
}

/** Who is behind a caller; null where nobody is known to be. */
export function principalOf(caller: Caller): Principal | null {
  const viewer = viewerOfCaller(caller);
  return viewer && { memberId: viewer.memberId, keyId: viewer.keyId };
}

/**
 * Whether somebody may still act, read anew each time: a signed link, or a job that goes on for
 * minutes, is worth what its principal is worth at that moment. Null who left, or whose key ended.
 * Its session is not asked for: who logs out has not left.
 */
export const stillStands =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }) =>
  async ({ memberId, keyId }: Principal, requestId: string): Promise<StillStanding | null> => {
    const standing = keyId === null ? standingOfMember(memberId) : standingOfKeyNamed(keyId);
    const row = await database.readOne<StandingRow>(authSession(requestId), standing);
    const viewer = row && viewerOf(toStanding(row), clock());
    if (viewer?.memberId !== memberId) return null;
    return {
      scopes: viewer.scopes,
      actor: actorOf({ ...viewer, keyId }),
      session: sessionOf(viewer, requestId),
    };
  };
