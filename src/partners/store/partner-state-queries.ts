import type { PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { LaterState } from "../domain/partner-state.ts";

export type PartnerStateRow = { state: string; version: number; is_vendor: boolean };

/** A partner, locked until the transaction ends. */
export function lockPartner(partnerId: PartnerId): Sql {
  return sql`
    select state, version, is_vendor
    from partner
    where id = ${uuidOf(partnerId)}::uuid
    for no key update`;
}

export function storeState(partnerId: PartnerId, state: LaterState, at: Date): Sql {
  return sql`
    update partner
    set state = ${state}::text,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(partnerId)}::uuid`;
}
