import type { DirectClaimId, ProductLineId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { companyWords } from "../../leads/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { Prospect } from "../domain/compare-prospects.ts";

import type { ScopedProspect } from "./prospects.ts";

/** A prospect that the vendor claims for itself. */
export interface DirectlyClaimed extends Prospect {
  readonly claimId: DirectClaimId;
  readonly productLineIds: readonly ProductLineId[];
}

type ClaimedRow = {
  id: string;
  name: string;
  country: string | null;
  product_line_ids: string[];
  company_keys: string[];
};

/** What is compared of the claims that `wanted` names, as far as they stand. */
const claimsOf = (wanted: Sql, at: Date): Sql => sql`
  select claim.id, claim.company_name as name, claim.company_country as country, claim.product_line_ids,
    array(
      select known.key
      from direct_claim_key as known
      where known.claim_id = claim.id
    ) as company_keys
  from (${wanted}) as wanted
  cross join lateral (
    -- each by its id: what is looked at is a handful, however many claims there are
    select *
    from direct_claim
    where direct_claim.id = wanted.claim_id
    offset 0
  ) as claim
  where claim.ended_at is null and claim.expires_at > ${at}::timestamptz`;

/** The prospect of one claim; null where it stands no more. */
export async function readDirectlyClaimed(
  database: Database,
  session: Session,
  claimId: DirectClaimId,
  at: Date,
): Promise<DirectlyClaimed | null> {
  const row = await database.readOne<ClaimedRow>(
    session,
    claimsOf(sql`select ${uuidOf(claimId)}::uuid as claim_id`, at),
  );
  return row && claimedIn(row);
}

/** Claims that are looked at of one name, and under one key, the latest. */
const MOST_PER_NAME = 50;

/**
 * The vendor's claims that stand and name the prospect, for product lines that overlap, by an exact key or by
 * one of the names.
 */
export async function readClaimsOf(
  tx: Transaction,
  prospect: ScopedProspect,
  nameIds: readonly string[],
  at: Date,
): Promise<readonly DirectlyClaimed[]> {
  const lines = sql`${prospect.productLineIds.map(uuidOf)}::uuid[]`;
  // those that do not count take no place of those that do
  const latestOf = (found: Sql): Sql => sql`
    cross join lateral (
      select found.claim_id
      from (${found}) as found
      cross join lateral (
        select
        from direct_claim as claim
        where claim.id = found.claim_id and claim.ended_at is null and claim.expires_at > ${at}::timestamptz
          and ${overlapping(sql`claim.product_line_ids`, lines)}
        offset 0
      ) as standing
      order by found.claim_id desc
      limit ${MOST_PER_NAME}
    ) as latest`;
  const wanted = sql`
    select latest.claim_id
    from unnest(${prospect.companyKeys}::text[]) as own (key)
    ${latestOf(sql`select claim_id from direct_claim_key where key = own.key`)}
    union
    select latest.claim_id
    from unnest(${nameIds}::bigint[]) as named (id)
    ${latestOf(sql`select claim_id from company_name_claim where name_id = named.id`)}`;
  const rows = await tx.read<ClaimedRow>(claimsOf(wanted, at));
  return rows.map(claimedIn);
}

const claimedIn = (row: ClaimedRow): DirectlyClaimed => ({
  claimId: idOf("dcl", row.id),
  emailKeys: [],
  companyKeys: row.company_keys,
  phones: [],
  country: row.country,
  name: companyWords(row.name),
  productLineIds: row.product_line_ids.map((uuid) => idOf("pln", uuid)),
});
