import { idOf, isCurrency, money } from "../../kernel/index.ts";
import type { Caller } from "../../platform/graphql/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import type { Stage } from "../domain/stage.ts";
import type { StageMove } from "../domain/stage-move.ts";
import { isLeadVerb, LEAD_VERBS } from "../domain/verb.ts";
import type { LeadVerb } from "../domain/verb.ts";
import type { LeadView } from "../store/lead-queries.ts";

import type { ContactType, LeadActionAvailability, StageReachedType } from "./lead.type.ts";
import { LeadType } from "./lead.type.ts";

/** A lead as this caller may see it. What is hidden by scope is the guard's work, not this function's. */
export function toLeadType(view: LeadView, caller: Caller, moves: readonly StageMove[]): LeadType {
  return Object.assign(new LeadType(), {
    id: idOf("lead", view.id),
    partnerId: idOf("prt", view.partner_id),
    reference: referenceOf(view.id),
    externalReference: view.external_reference,
    stage: view.stage,
    stageEnteredAt: view.stage_entered_at,
    stagesReached: stagesReached(view),
    kind: view.kind,
    claimedAt: view.claimed_at,
    salesQualifiedAt: view.sales_qualified_at,
    company: {
      name: view.company_name,
      domain: view.company_domain,
      country: view.company_country,
      taxId: view.company_tax_id,
    },
    contact: contactFor(view, caller),
    source: view.source,
    campaign: view.campaign,
    notes: caller.side === "VENDOR" && view.accepted_at === null ? null : view.notes,
    estimatedValue: valueOf(view),
    owner:
      view.owner_id === null || view.owner_name === null
        ? null
        : { id: idOf("mem", view.owner_id), displayName: view.owner_name },
    reasonCode: view.reason_code,
    revisitOn: view.revisit_on,
    actions: actionsFor(view, caller, moves),
    version: view.version,
    createdAt: view.created_at,
    updatedAt: view.updated_at,
  });
}

/** The last ten digits of the id: enough to tell leads apart in a conversation. */
function referenceOf(uuid: string): string {
  return `L-${idOf("lead", uuid).slice(-10).toUpperCase()}`;
}

function valueOf(view: LeadView) {
  if (view.value_minor === null || view.value_currency === null || !isCurrency(view.value_currency))
    return null;
  return toMoneyType(money(view.value_minor, view.value_currency));
}

/** Contact data opens to the vendor at acceptance; without CONTACTS_READ it is masked. */
function contactFor(view: LeadView, caller: Caller): ContactType | null {
  if (caller.side === "VENDOR" && view.accepted_at === null) return null;
  const isMasked = !caller.scopes.has("CONTACTS_READ");
  return {
    id: idOf("cnt", view.contact_id),
    name: isMasked ? masked(view.contact_name) : view.contact_name,
    email: isMasked ? maskedEmail(view.contact_email) : view.contact_email,
    phone:
      isMasked && view.contact_phone !== null ? masked(view.contact_phone) : view.contact_phone,
    jobTitle: view.contact_job_title,
    consent: {
      basis: view.consent_basis,
      obtainedAt: view.consent_obtained_at,
      source: isMasked ? null : view.consent_source,
    },
  };
}

const masked = (text: string): string => `${[...text][0] ?? ""}***`;

function maskedEmail(email: string): string {
  return `${masked(email)}@${masked(email.slice(email.lastIndexOf("@") + 1))}`;
}

function stagesReached(view: LeadView): StageReachedType[] {
  const stamps: readonly (readonly [Stage, Date | null])[] = [
    ["SUBMITTED", view.submitted_at],
    ["MQL", view.marketing_qualified_at],
    ["SAL", view.accepted_at],
    ["SQL", view.sales_qualified_at],
    ["OPPORTUNITY", view.opportunity_at],
    ["WON", view.won_at],
    ["LOST", view.lost_at],
  ];
  return stamps.flatMap(([stage, reachedAt]) =>
    reachedAt === null ? [] : [{ stage, reachedAt, implied: view.implied_stages.includes(stage) }],
  );
}

/** One entry per verb of the caller's side: buttons are drawn from it. */
function actionsFor(
  view: LeadView,
  caller: Caller,
  moves: readonly StageMove[],
): LeadActionAvailability[] {
  return verbsOf(caller.side).map((verb) => {
    const { action, scope } = LEAD_VERBS[verb];
    const reason = !caller.scopes.has(scope)
      ? `takes the scope ${scope}`
      : moves.some((move) => move.verb === verb && move.from === view.stage)
        ? null
        : `not possible in stage ${view.stage}`;
    return { action, allowed: reason === null, reason };
  });
}

function verbsOf(side: Caller["side"]): readonly LeadVerb[] {
  return Object.keys(LEAD_VERBS)
    .filter(isLeadVerb)
    .filter((verb) => LEAD_VERBS[verb].side === side);
}
