import type { LeadId } from "../../kernel/index.ts";
import { formatAmount, idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { featuresOf } from "../domain/features.ts";
import type { SignalUntil } from "../domain/features.ts";
import type { FeatureValues } from "../domain/encoding.ts";
import type { Signal } from "../domain/signals.ts";

export interface LeadAndInstant {
  readonly id: LeadId;
  readonly at: Date;
}

type LeadRow = {
  id: string;
  country: string | null;
  source: string;
  kind: string;
  campaign: string | null;
  program_id: string;
  partner_id: string;
  value_minor: bigint | null;
  value_currency: string | null;
  has_domain: boolean;
  has_tax_id: boolean;
  has_phone: boolean;
  has_job_title: boolean;
  buying_role: string | null;
  cycle: number;
  custom_fields: readonly { key: string; values: readonly string[]; isPersonal: boolean }[];
};

type SignalRow = {
  lead_id: string;
  signal: Signal;
  count: number;
  seconds: number | null;
  last_at: Date;
};

/**
 * The features of leads, each as they were known at its instant: of what prospects did, what had happened
 * and was recorded by then. One round trip, however many they are; those that are not there are left out.
 */
export async function readFeatures(
  tx: Transaction,
  asked: readonly LeadAndInstant[],
): Promise<ReadonlyMap<LeadId, FeatureValues>> {
  const ids = asked.map(({ id }) => uuidOf(id));
  const instants = asked.map(({ at }) => at.toISOString());
  const [leads, signals] = await Promise.all([
    tx.read<LeadRow>(sql`
      select lead.id, company.country, lead.source, lead.kind, lead.campaign, lead.program_id, lead.partner_id, lead.value_minor,
        lead.value_currency, company.domain is not null as has_domain, company.tax_id is not null as has_tax_id,
        contact.phone is not null as has_phone, contact.job_title is not null as has_job_title, contact.buying_role, lead.cycle,
        lead.custom_fields
      from lead
      join company on company.partner_id = lead.partner_id and company.lead_id = lead.id
      left join contact on contact.partner_id = lead.partner_id and contact.lead_id = lead.id and contact.is_primary
      where lead.id = any(${ids}::uuid[])`),
    tx.read<SignalRow>(sql`
      with asked as (
        select * from unnest(${ids}::uuid[], ${instants}::timestamptz[]) as asked (lead_id, at)
      )
      select asked.lead_id, told.kind as signal, count(*)::integer as count, sum(told.seconds)::integer as seconds,
        max(told.occurred_at) as last_at
      from asked
      join engagement as told on told.lead_id = asked.lead_id and told.occurred_at <= asked.at and told.recorded_at <= asked.at
      group by 1, 2
      union all
      select asked.lead_id, touch.channel, count(*)::integer, null, max(touch.occurred_at)
      from asked
      join touchpoint as touch on touch.lead_id = asked.lead_id and touch.occurred_at <= asked.at and touch.recorded_at <= asked.at
        and coalesce(touch.retracted_at > asked.at, true)
      group by 1, 2`),
  ]);
  const bySignal = new Map<string, SignalUntil[]>();
  for (const { lead_id, last_at: lastAt, ...signal } of signals)
    bySignal.set(lead_id, [...(bySignal.get(lead_id) ?? []), { ...signal, lastAt }]);
  return new Map(
    leads.map((row) => [idOf("lead", row.id), featuresOfRow(row, bySignal.get(row.id) ?? [])]),
  );
}

const featuresOfRow = (row: LeadRow, signals: readonly SignalUntil[]): FeatureValues =>
  featuresOf({
    ...{ country: row.country, source: row.source, kind: row.kind, campaign: row.campaign },
    ...{ program: idOf("prg", row.program_id), partner: idOf("prt", row.partner_id) },
    ...{ value: unitsOf(row), hasDomain: row.has_domain, hasTaxId: row.has_tax_id },
    ...{ hasPhone: row.has_phone, hasJobTitle: row.has_job_title, cycle: row.cycle },
    buyingRole: row.buying_role,
    answers: row.custom_fields.filter(({ isPersonal }) => !isPersonal),
    signals,
  });

function unitsOf({ value_minor: minor, value_currency: currency }: LeadRow): number | null {
  if (minor === null || currency === null || !isCurrency(currency)) return null;
  return Number(formatAmount(money(minor, currency)));
}
