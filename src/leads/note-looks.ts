import type { Id, LeadId, Prefix } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Caller } from "../platform/graphql/index.ts";
import type { NewId } from "../platform/ids.ts";

import { isLeadId } from "./domain/looks.ts";
import { storeLooks } from "./store/look-store.ts";

export interface NoteLooksDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** Looks that are remembered, so that a person who reads on costs the database nothing. */
const REMEMBERED = 10_000;

/**
 * Notes which of the vendor's people open which leads before they are accepted: whoever claims the
 * prospect for the vendor afterwards may have it from there. Written behind the answer, which does not
 * wait for it; once per person, lead and day.
 */
export class LookNotes {
  readonly #deps: NoteLooksDeps;
  readonly #noted = new Set<string>();

  constructor(deps: NoteLooksDeps) {
    this.#deps = deps;
  }

  /** Somebody opens these objects; what is no lead, and who is no person of the vendor's, is passed over. */
  note(caller: Caller, ids: readonly Id<Prefix>[], at: Date): void {
    const { actor, session, side } = caller;
    if (side !== "VENDOR" || actor.kind !== "MEMBER" || actor.id === null) return;
    const member = actor.id;
    const keyOf = (leadId: LeadId) => `${at.toISOString().slice(0, 10)} ${member} ${leadId}`;
    const leads = ids.filter(isLeadId).filter((id) => !this.#noted.has(keyOf(id)));
    if (leads.length === 0) return;
    if (this.#noted.size > REMEMBERED) this.#noted.clear();
    for (const id of leads) this.#noted.add(keyOf(id));
    const { database, newId } = this.#deps;
    const looks = leads.map((leadId) => ({ id: newId("evt"), leadId }));
    storeLooks(database, session, { member, looks, at }).catch(() => {
      // the next look is noted instead
      for (const id of leads) this.#noted.delete(keyOf(id));
    });
  }
}
