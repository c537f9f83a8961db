import type { ClientBase } from "pg";

import type { PartnerId, PartnerTierId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";

export interface PlantedPartner {
  readonly id: PartnerId;
  readonly name: string;
  readonly tierId: PartnerTierId | null;
  /** ISO 3166-1. */
  readonly country: string | null;
}

/** Plants an active partner as the database's owner: an act of setting up, not of serving. */
export async function plantPartner(
  owner: ClientBase,
  { id, name, tierId, country }: PlantedPartner,
  now: Date,
): Promise<void> {
  await owner.query(
    `insert into partner (id, name, state, tier_id, country, created_at, updated_at)
     values ($1, $2, 'ACTIVE', $3, $4, $5, $5)`,
    [uuidOf(id), name, tierId === null ? null : uuidOf(tierId), country, now],
  );
}
