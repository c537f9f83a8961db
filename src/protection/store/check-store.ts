import type { PartnerId, ProductLineId, ProgramId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { RegisterLead } from "../../leads/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { standingScope } from "../../products/index.ts";
import type { Availability, CheckQuota } from "../domain/availability.ts";

/** "CHCK": the locks of this file, apart from all other advisory locks. */
const CHECKING = 0x4348434b;

/** A partner's quota of today in a program, which nobody else counts until the transaction ends. */
export interface LockedQuota extends CheckQuota {
  readonly programUuid: string;
  readonly day: string;
  /** The product lines that are asked for; null where one is not to be had. */
  readonly scope: readonly ProductLineId[] | null;
  /** The tender that is asked for, as it is compared; null where none is. */
  readonly tenderKey: string | null;
}

type QuotaRow = {
  program_id: string;
  day: string;
  checks_per_day: number;
  used: number;
  resets_at: Date;
  scope: string[] | null;
  tender_key: string | null;
};

/** Null where there is no such program. */
export async function lockQuota(
  tx: Transaction,
  asked: {
    readonly partnerId: PartnerId;
    readonly programId: ProgramId | null;
    readonly productLineIds: readonly ProductLineId[];
    readonly tenderReference: string | null;
    readonly at: Date;
  },
): Promise<LockedQuota | null> {
  const partner = uuidOf(asked.partnerId);
  const program = asked.programId === null ? null : uuidOf(asked.programId);
  const locked = tx.read(
    sql`select pg_advisory_xact_lock(${CHECKING}::integer, hashtext(${partner}::text))`,
  );
  // sent together, but run in turn: the count is of what was committed before the lock
  const counted = tx.readOne<QuotaRow>(sql`
    select p.id as program_id, today.day::text as day, p.checks_per_day,
      (
        select count(*)::integer
        from lead_check as c
        where c.partner_id = ${partner}::uuid and c.program_id = p.id and c.day = today.day
      ) as used,
      (today.day + 1)::timestamp at time zone p.time_zone as resets_at,
      ${standingScope(sql`named.lines`, sql`p.product_line_ids`)} as scope,
      lower(regexp_replace(${asked.tenderReference}::text, '[^[:alnum:]]+', '', 'g')) as tender_key
    from program as p
    cross join (select ${asked.productLineIds.map(uuidOf)}::uuid[] as lines) as named
    cross join lateral (select (${asked.at}::timestamptz at time zone p.time_zone)::date as day) as today
    where p.id = ${program}::uuid or ${program}::uuid is null and p.is_default`);
  const [, row] = await Promise.all([locked, counted]);
  if (!row) return null;
  return {
    programUuid: row.program_id,
    day: row.day,
    limit: row.checks_per_day,
    used: row.used,
    resetsAt: row.resets_at,
    tenderKey: row.tender_key,
    scope: row.scope?.map((uuid) => idOf("pln", uuid)) ?? null,
  };
}

/** Queues that a prospect was asked about, and what was told. */
export function queueCheck(
  tx: Transaction,
  check: {
    readonly partnerId: PartnerId;
    readonly quota: LockedQuota;
    readonly scope: readonly ProductLineId[];
    readonly company: RegisterLead["company"];
    readonly tenderReference: string | null;
    readonly availability: Availability;
    readonly at: Date;
    /** As a uuid. */
    readonly by: string;
  },
): void {
  const { quota, company } = check;
  tx.queue(sql`
    insert into lead_check (partner_id, day, number, program_id, company_name, company_domain, company_country,
      company_tax_id, product_line_ids, tender_reference, answer, checked_at, checked_by)
    values (
      ${uuidOf(check.partnerId)}::uuid,
      ${quota.day}::date,
      ${quota.used + 1}::integer,
      ${quota.programUuid}::uuid,
      ${company.name}::text,
      ${company.domain}::text,
      ${company.country}::text,
      ${company.taxId}::text,
      ${check.scope.map(uuidOf)}::uuid[],
      ${check.tenderReference}::text,
      ${check.availability}::text,
      ${check.at}::timestamptz,
      ${check.by}::uuid
    )`);
}
