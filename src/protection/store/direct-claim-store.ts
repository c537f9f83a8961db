import type { DirectClaimId, LeadId, ProductLineId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { RegisterLead } from "../../leads/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { StandingDirectClaim } from "../domain/direct-claim.ts";

export interface NewDirectClaim {
  readonly id: DirectClaimId;
  readonly company: RegisterLead["company"];
  readonly keys: readonly string[];
  readonly productLineIds: readonly ProductLineId[];
  readonly evidence: string;
  readonly contactedAt: Date | null;
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
}

/** Queues a claim of the vendor's, which expires after the default program's days. */
export function queueDirectClaim(tx: Transaction, claim: NewDirectClaim): void {
  const { company } = claim;
  const id = uuidOf(claim.id);
  tx.queue(sql`
    insert into direct_claim (id, company_name, company_domain, company_country, company_tax_id, product_line_ids, evidence, contacted_at,
      recorded_at, recorded_by, expires_at)
    select ${id}::uuid, ${company.name}::text, ${company.domain}::text, ${company.country}::text, ${company.taxId}::text,
      ${claim.productLineIds.map(uuidOf)}::uuid[], ${claim.evidence}::text, ${claim.contactedAt}::timestamptz, ${claim.at}::timestamptz, ${claim.by}::uuid,
      ((${claim.at}::timestamptz at time zone time_zone)::date + direct_claim_days + 1)::timestamp at time zone time_zone
    from program
    where is_default`);
  tx.queue(sql`
    insert into direct_claim_key (key, claim_id)
    select key, ${id}::uuid
    from unnest(${claim.keys}::text[]) as key`);
}

type ClaimRow = {
  version: number;
  contacted_at: Date | null;
  is_confirmed: boolean;
  is_over: boolean;
  recorded_by: string;
};

/** Locks a claim; null where there is none. */
export async function lockDirectClaim(
  tx: Transaction,
  claimId: DirectClaimId,
  at: Date,
): Promise<StandingDirectClaim | null> {
  const row = await tx.readOne<ClaimRow>(sql`
    select version, contacted_at, confirmed_at is not null as is_confirmed, recorded_by,
      ended_at is not null or expires_at <= ${at}::timestamptz as is_over
    from direct_claim
    where id = ${uuidOf(claimId)}::uuid
    for no key update`);
  if (!row) return null;
  return {
    version: row.version,
    contactedAt: row.contacted_at,
    isConfirmed: row.is_confirmed,
    isOver: row.is_over,
    recordedBy: row.recorded_by,
  };
}

export function queueConfirmed(
  tx: Transaction,
  claimId: DirectClaimId,
  confirmed: { readonly at: Date; readonly by: string },
): void {
  tx.queue(sql`
    update direct_claim
    set confirmed_at = ${confirmed.at}::timestamptz,
      confirmed_by = ${confirmed.by}::uuid,
      version = version + 1
    where id = ${uuidOf(claimId)}::uuid`);
}

export function queueEnded(tx: Transaction, claimId: DirectClaimId, at: Date): void {
  tx.queue(sql`
    update direct_claim
    set ended_at = greatest(recorded_at, ${at}::timestamptz),
      version = version + 1
    where id = ${uuidOf(claimId)}::uuid`);
}

/** Who claimed the leads' companies for the vendor, by a key or as matching found it, and has not ended it; as uuids. */
export async function readDirectClaimants(
  tx: Transaction,
  leads: readonly LeadId[],
): Promise<readonly string[]> {
  const rows = await tx.read<{ recorded_by: string }>(sql`
    select distinct c.recorded_by
    from lead as l
    cross join lateral (
      select k.claim_id
      from company_key as key
      join direct_claim_key as k on k.key = key.key
      where key.partner_id = l.partner_id and key.lead_id = l.id
      union
      select conflict.claim_id
      from claim_conflict as conflict
      where conflict.partner_id = l.partner_id and conflict.lead_id = l.id
    ) as met
    join direct_claim as c on c.id = met.claim_id
    where l.id = any(${leads.map(uuidOf)}::uuid[]) and c.ended_at is null
      and ${overlapping(sql`c.product_line_ids`, sql`l.product_line_ids`)}`);
  return rows.map((row) => row.recorded_by);
}
