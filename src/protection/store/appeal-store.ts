import type { AppealId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES, queueClaimedAgain } from "../../leads/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { AppealableDecision } from "../domain/appeal.ts";

type DecisionRow = {
  until: Date;
  actor_id: string | null;
  owner_id: string | null;
  appeal_id: string | null;
  state: string | null;
};

/** The decision by which the lead was closed; null where it was not. */
export async function readAppealable(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<AppealableDecision | null> {
  const row = await tx.readOne<DecisionRow>(sql`
    select decision.actor_id, l.owner_id, a.id as appeal_id, a.state,
      app.rested_until(l.partner_id, decision.at,
        ((decision.at at time zone p.time_zone)::date + p.appeal_days + 1)::timestamp at time zone p.time_zone) as until
    from lead as l
    join program as p on p.id = l.program_id
    cross join lateral (
      select e.id, e.at, e.actor_id
      from lead_event as e
      where e.partner_id = l.partner_id and e.lead_id = l.id and e.to_stage = l.stage and e.from_stage <> e.to_stage
        and (e.to_stage <> 'MERGED' or e.type = 'TRANSFERRED')
      order by e.seq desc
      limit 1
    ) as decision
    left join appeal as a on a.partner_id = l.partner_id and a.event_id = decision.id
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) return null;
  return {
    until: row.until,
    appeal:
      row.appeal_id === null
        ? null
        : { id: idOf("apl", row.appeal_id), isOpen: row.state === "OPEN" },
    tookPart: [row.actor_id, row.owner_id].filter((each) => each !== null),
  };
}

/** Queues the end of an appeal. */
export function queueAppealDecided(
  tx: Transaction,
  appealId: AppealId,
  decided: { readonly isUpheld: boolean; readonly at: Date },
): void {
  tx.queue(sql`
    update appeal
    set state = ${decided.isUpheld ? "UPHELD" : "DISMISSED"}::text,
      decided_at = ${decided.at}::timestamptz
    where id = ${uuidOf(appealId)}::uuid and state = 'OPEN'`);
}

/**
 * Queues that a closed lead claims again as it did: against its own partner, and against others, with
 * whom it is compared anew. Conflicts that ended with it are open again where the other still claims;
 * where the two were decided to share they do.
 */
export function queueClaimsBack(
  tx: Transaction,
  lead: { readonly id: LeadId; readonly partnerId: PartnerId },
): void {
  const [leadId, partnerId] = [uuidOf(lead.id), uuidOf(lead.partnerId)];
  queueClaimedAgain(tx, lead, { lead_claim_pkey: registeredAgain });
  tx.queue(sql`
    update conflict
    set state = 'OPEN',
      ended_at = null,
      version = version + 1
    where (incumbent_lead_id = ${leadId}::uuid or challenger_lead_id = ${leadId}::uuid)
      and state <> 'OPEN'
      and exists (
        select
        from lead as other
        where other.id = case when incumbent_lead_id = ${leadId}::uuid then challenger_lead_id else incumbent_lead_id end
          and other.stage = any(${CLAIMING_STAGES}::text[]))
      and not exists (
        select
        from shared_prospect as own
        join shared_prospect as other on other.group_id = own.group_id
        where own.partner_id = ${partnerId}::uuid and own.lead_id = ${leadId}::uuid
          and other.lead_id = case when incumbent_lead_id = ${leadId}::uuid then challenger_lead_id else incumbent_lead_id end)`);
}

const registeredAgain = () =>
  refuse(
    "BUSINESS_RULE",
    "The partner has registered this person or company again meanwhile, and that lead claims it now: dismiss the appeal, or have that lead withdrawn first.",
  );
