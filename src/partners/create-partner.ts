import type { PartnerId, PartnerTierId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { EntryState } from "./domain/partner-state.ts";
import { PartnerRow } from "./store/partner.row.ts";

export interface CreatePartner {
  readonly name: string;
  /** ISO 3166-1; null where not known. */
  readonly country: string | null;
  readonly tierId: PartnerTierId | null;
  readonly state: EntryState;
}

export interface PartnerCreated extends Outcome {
  readonly kind: "PartnerCreated";
  readonly partnerId: PartnerId;
}

export interface CreatePartnerDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** Enters a firm as a partner. It has no members yet: the first one is invited next. */
export const createPartner = (deps: CreatePartnerDeps) => (call: Call<CreatePartner>) =>
  once<CreatePartner, PartnerCreated>(deps.database, call, async (tx) => {
    const { command, at } = call;
    const partnerId = deps.newId("prt");
    tx.queue(
      deps.database.insert(PartnerRow, {
        id: uuidOf(partnerId),
        name: command.name,
        state: command.state,
        tierId: command.tierId === null ? null : uuidOf(command.tierId),
        country: command.country,
        version: 1,
        createdAt: at,
        updatedAt: at,
      }),
      { partner_name_once: nameTaken, partner_tier_fkey: noSuchTier },
    );
    return { kind: "PartnerCreated", partnerId, subjects: [partnerId] };
  });

function nameTaken(): Refusal {
  return refuse("BUSINESS_RULE", "Another partner has this name already.", { path: ["name"] });
}

function noSuchTier(): Refusal {
  return refuse("NOT_FOUND", "There is no such tier.", { path: ["tierId"] });
}
