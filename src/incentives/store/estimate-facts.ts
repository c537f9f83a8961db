import { idOf, isCurrency, money, uuidOf, WHOLE_PPM } from "../../kernel/index.ts";
import type { LeadId, Money, PartnerId, ProgramId } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { DealValue, EstimatedFor } from "../domain/estimated.ts";
import type { EarnedBy } from "../domain/gates.ts";
import type { Milestone } from "../domain/incentive-program.ts";

import { earnedBy } from "./rules-in-force.ts";

/** What an estimate is about: a lead as it stands, or one that is not registered yet. */
export interface Estimated {
  readonly leadId: LeadId;
  readonly isRegistered: boolean;
  /** Out of what its program and its claim are read. */
  readonly leads: Sql;
  readonly owner: EstimatedFor;
  readonly milestones: readonly Milestone[];
}

type LeadRow = {
  partner_id: string;
  value_minor: bigint | null;
  value_currency: string | null;
  deal_minor: bigint | null;
  deal_currency: string | null;
  is_qualified: boolean;
  is_opened: boolean;
  is_won: boolean;
  is_tender: boolean;
  is_found_by_vendor: boolean;
  settled_ppm: bigint | null;
  decided_ppm: bigint | null;
  live_credit_by: EarnedBy | null;
};

/**
 * A lead as its partner knows it, read as the system; null where there is none that may earn any more, or whoever asks
 * (a partner, or null for the vendor) has none. Of others nothing is read: not what they claim, share or have earned.
 */
export async function readEstimated(
  tx: Transaction,
  leadId: LeadId,
  asker: PartnerId | null,
  at: Date,
): Promise<Estimated | null> {
  const isOwn = asker === null ? sql`true` : sql`l.partner_id = ${uuidOf(asker)}::uuid`;
  const row = await tx.readOne<LeadRow>(sql`
    select l.partner_id, l.value_minor, l.value_currency, deal.amount_minor as deal_minor, deal.currency as deal_currency,
      l.sales_qualified_at is not null as is_qualified, l.opportunity_at is not null as is_opened,
      l.won_at is not null as is_won, l.tender_reference is not null as is_tender,
      app.is_found_by_vendor(l.id) as is_found_by_vendor,
      (
        select own.share_ppm
        from attribution_share as own
        where own.lead_id = l.id and own.partner_id = l.partner_id and own.book = 'SOURCED' and own.superseded_at is null
      )::bigint as settled_ppm,
      (
        select told.share_ppm
        from lead_decision as told
        where told.partner_id = l.partner_id and told.lead_id = l.id
        order by told.decided_at desc, told.id desc
        limit 1
      )::bigint as decided_ppm,
      ${ownLiveCredit(at)} as live_credit_by
    from lead as l
    left join opportunity as deal
      on deal.partner_id = l.partner_id and deal.lead_id = l.id and deal.state = 'OPEN'
    where l.id = ${uuidOf(leadId)}::uuid and ${isOwn} and l.stage = any(${CLAIMING_STAGES}::text[])
      and l.partner_id <> ${uuidOf(VENDOR_PARTNER_ID)}::uuid`);
  return (
    row && {
      ...{ leadId, isRegistered: true, leads: sql`lead` },
      ...{ owner: ownerOf(row, at), milestones: openOf(row) },
    }
  );
}

/** By which kind of rule another lead of the partner's own earned it the SQL of the company within a year. */
const ownLiveCredit = (at: Date): Sql => sql`(
  select ${earnedBy(sql`a.rule_key`)}
  from (
    select other.lead_id
    from company_key as own
    join company_key as other on other.key = own.key and other.partner_id = own.partner_id
    where own.partner_id = l.partner_id and own.lead_id = l.id
    union
    select other.lead_id
    from account_lead as own
    join account_lead as other on other.account_id = own.account_id and other.partner_id = own.partner_id
    where own.partner_id = l.partner_id and own.lead_id = l.id
  ) as akin
  join credit as k on k.lead_id = akin.lead_id
  join award as a on a.id = k.award_id
  where akin.lead_id <> l.id and k.partner_id = l.partner_id and k.milestone = 'SQL' and k.share_minor + k.deferred_minor > 0
    and a.reversed_at is null and a.event_at > ${at}::timestamptz - interval '12 months'
    and ${overlapping(sql`a.product_line_ids`, sql`l.product_line_ids`)})`;

function ownerOf(row: LeadRow, at: Date): EstimatedFor {
  const opened = moneyOf(row.deal_minor, row.deal_currency);
  const deal = opened ?? moneyOf(row.value_minor, row.value_currency);
  const dealFrom: DealValue = opened ? "OPPORTUNITY" : deal ? "ESTIMATE" : "UNKNOWN";
  return {
    partnerId: idOf("prt", row.partner_id),
    ...partOf(row),
    isTender: row.is_tender,
    liveCreditInCycle: row.live_credit_by,
    ...{ deal, dealFrom, at },
  };
}

function partOf(row: LeadRow): Pick<EstimatedFor, "part" | "sharePpm"> {
  if (row.is_qualified) return { part: "SETTLED", sharePpm: row.settled_ppm ?? 0n };
  if (row.decided_ppm !== null) return { part: "DECIDED", sharePpm: row.decided_ppm };
  if (row.is_found_by_vendor) return { part: "OFFERED", sharePpm: 0n };
  return { part: "ASSUMED", sharePpm: WHOLE_PPM };
}

function moneyOf(minor: bigint | null, currency: string | null): Money | null {
  return minor !== null && currency !== null && isCurrency(currency)
    ? money(minor, currency)
    : null;
}

const openOf = (row: LeadRow): readonly Milestone[] => [
  ...(row.is_qualified ? [] : (["SQL"] as const)),
  ...(row.is_opened ? [] : (["OPPORTUNITY"] as const)),
  ...(row.is_won ? [] : (["WON"] as const)),
];

/** A lead that is not registered yet: its program, and what it is estimated at. */
export function notRegistered(
  leadId: LeadId,
  partnerId: PartnerId,
  { programId, deal }: { readonly programId: ProgramId; readonly deal: Money | null },
  at: Date,
): Estimated {
  const id = uuidOf(leadId);
  return {
    ...{ leadId, isRegistered: false },
    leads: sql`(select ${id}::uuid as id, ${uuidOf(programId)}::uuid as program_id, ${at}::timestamptz as claimed_at)`,
    owner: {
      ...{ partnerId, part: "ASSUMED", sharePpm: WHOLE_PPM, isTender: false },
      ...{ liveCreditInCycle: null, deal, dealFrom: deal ? "ESTIMATE" : "UNKNOWN", at },
    },
    milestones: ["SQL", "OPPORTUNITY", "WON"],
  };
}
