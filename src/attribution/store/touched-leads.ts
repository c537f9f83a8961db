import type { LeadId, Money, PartnerId, ProgramId } from "../../kernel/index.ts";
import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql, systemSession } from "../../platform/database/index.ts";
import type { Touch, Touched, TouchRole, Weighing } from "../domain/models.ts";

/** A lead that was settled, with all that any model asks about it. */
export interface TouchedLead extends Touched {
  readonly id: LeadId;
  readonly programId: ProgramId;
  /** YYYY-MM of its milestone, in its program's zone. */
  readonly month: string;
  /** By what models count: what the policy in force at its milestone says. */
  readonly weighing: Omit<Weighing, "model">;
  /** What was known when it was settled as it stands. */
  readonly touches: readonly Touch[];
  /** What stands, the earliest touch first. */
  readonly sourced: readonly { readonly partnerId: PartnerId; readonly sharePpm: bigint }[];
  readonly influenced: readonly PartnerId[];
  /** What its deal was worth; null where it is not won. */
  readonly won: Money | null;
}

type TouchedRow = {
  id: string;
  partner_id: string;
  program_id: string;
  month: string;
  is_found_by_vendor: boolean;
  claimed_at: Date;
  accepted_at: Date | null;
  sales_qualified_at: Date;
  half_life_days: number | null;
  window_days: number | null;
  weight_sourced: number | null;
  weight_influenced: number | null;
  weight_co_sell: number | null;
  weight_delivered: number | null;
  weight_resold: number | null;
  touches: readonly { partner_id: string; role: TouchRole; at: number; aside: boolean }[] | null;
  shares: readonly { partner_id: string; book: string; ppm: number }[] | null;
  won_minor: bigint | null;
  won_currency: string | null;
};

/**
 * Leads that were settled, in one statement, at most so many. It reads what all partners did, as the system: whoever
 * asks has to be entitled to the leads, and shows a partner no more than its own part of them.
 */
export async function readTouchedLeads(
  database: Database,
  { requestId }: Pick<Session, "requestId">,
  where: Sql,
  limit: number,
): Promise<readonly TouchedLead[]> {
  const rows = await database.read<TouchedRow>(
    systemSession(requestId),
    sql`
      select lead.id, lead.partner_id, lead.program_id, lead.claimed_at, lead.accepted_at, lead.sales_qualified_at,
        to_char(lead.sales_qualified_at at time zone program.time_zone, 'YYYY-MM') as month,
        app.is_found_by_vendor(lead.id) as is_found_by_vendor,
        policy.half_life_days, policy.window_days, policy.weight_sourced, policy.weight_influenced, policy.weight_co_sell,
        policy.weight_delivered, policy.weight_resold,
        (
          select json_agg(json_build_object('partner_id', touch.partner_id, 'role', touch.role,
            'at', (extract(epoch from touch.occurred_at) * 1000)::bigint, 'aside', touch.source = 'CONFLICT'))
          from touchpoint as touch
          where touch.lead_partner_id = lead.partner_id and touch.retracted_at is null
            and (touch.lead_id = lead.id or touch.lead_id in (
              select succession.lead_id
              from lead_succession as succession
              where succession.root_lead_id = lead.id and succession.kind = 'MERGE'))
            and touch.recorded_at <= coalesce(standing.settled_at, lead.sales_qualified_at)
            and (touch.source <> 'PARTNER' or touch.occurred_at >= lead.claimed_at)
        ) as touches,
        standing.shares, deal.amount_minor as won_minor, deal.currency as won_currency
      from lead
      join program on program.id = lead.program_id
      left join lateral (
        select in_force.*
        from attribution_policy as in_force
        where in_force.program_id = lead.program_id and in_force.in_force_at <= lead.sales_qualified_at
        order by in_force.in_force_at desc, in_force.number desc
        limit 1
      ) as policy on true
      left join lateral (
        select max(share.settled_at) filter (where share.book = 'SOURCED') as settled_at,
          json_agg(json_build_object('partner_id', share.partner_id, 'book', share.book, 'ppm', share.share_ppm)
            order by share.touch_rank) as shares
        from attribution_share as share
        where share.lead_id = lead.id and share.superseded_at is null
      ) as standing on true
      left join opportunity as deal
        on deal.partner_id = lead.partner_id and deal.lead_id = lead.id and deal.state = 'WON'
      where lead.sales_qualified_at is not null and lead.stage <> 'MERGED' and ${where}
      order by lead.sales_qualified_at, lead.id
      limit ${limit}::integer`,
  );
  return rows.map(toTouched);
}

const HALF_LIFE_DAYS = 30;

function toTouched(row: TouchedRow): TouchedLead {
  const shares = (row.shares ?? []).map(({ partner_id, book, ppm }) => ({
    ...{ partnerId: idOf("prt", partner_id), book },
    sharePpm: BigInt(ppm),
  }));
  const { won_minor: minor, won_currency: currency } = row;
  return {
    id: idOf("lead", row.id),
    programId: idOf("prg", row.program_id),
    month: row.month,
    finder: row.is_found_by_vendor ? VENDOR_PARTNER_ID : idOf("prt", row.partner_id),
    claimedAt: row.claimed_at,
    acceptedAt: row.accepted_at,
    milestoneAt: row.sales_qualified_at,
    weighing: {
      halfLifeDays: row.half_life_days ?? HALF_LIFE_DAYS,
      windowDays: row.window_days,
      roleWeights: weightsOf(row),
    },
    touches: (row.touches ?? []).map((touch) => ({
      partnerId: idOf("prt", touch.partner_id),
      role: touch.role,
      occurredAt: new Date(touch.at),
      isAside: touch.aside,
    })),
    sourced: shares.filter(({ book }) => book === "SOURCED"),
    influenced: shares
      .filter(({ book }) => book === "INFLUENCED")
      .map(({ partnerId }) => partnerId),
    won:
      minor !== null && currency !== null && isCurrency(currency) ? money(minor, currency) : null,
  };
}

/** What the policy says of roles; who brought a prospect weighs alone where it says nothing. */
function weightsOf(row: TouchedRow): Weighing["roleWeights"] {
  const weights = {
    SOURCED: row.weight_sourced ?? 0,
    INFLUENCED: row.weight_influenced ?? 0,
    CO_SELL: row.weight_co_sell ?? 0,
    DELIVERED: row.weight_delivered ?? 0,
    RESOLD: row.weight_resold ?? 0,
  };
  const isSaid = Object.values(weights).some((weight) => weight > 0);
  return isSaid ? weights : { SOURCED: 1 };
}
