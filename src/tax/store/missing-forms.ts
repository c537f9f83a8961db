import type { PartnerId } from "../../kernel/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Currency, TaxRuleId } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { isTaxFormKind } from "../domain/tax-form.ts";
import type { MissingForm } from "../domain/tax-rule.ts";

/** Partners that are held, or not, otherwise than their forms say on a day; at most so many. */
export async function readMistaken(
  database: Database,
  session: Session,
  day: string,
  limit: number,
): Promise<readonly PartnerId[]> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      select partner.id
      from partner
      left join credit_hold as hold on hold.partner_id = partner.id and hold.tax_rule_id is not null and hold.released_at is null
      where not partner.is_vendor and (hold.id is not null or exists (select from tax_rule where tax_rule.state = 'IN_FORCE'))
        and (hold.id is not null) is distinct from (app.missing_tax_form_that(partner.id, ${day}::date, 'HOLD') is not null)
      order by partner.id
      limit ${limit}::integer`,
  );
  return rows.map(({ id }) => idOf("prt", id));
}

/** What is missing of a partner on a day, for which it is held; null where nothing is. */
export type FoundMissing = (MissingForm & { readonly ruleId: TaxRuleId }) | null;

export interface Found {
  readonly missing: FoundMissing;
  /** The hold that is there for it, a uuid; null where none is. */
  readonly holdUuid: string | null;
}

/** How a partner stands on a day; from then on nobody holds or approves its credit until the transaction ends. */
export async function lockTaxStanding(
  tx: Transaction,
  partnerId: PartnerId,
  day: string,
): Promise<Found> {
  const uuid = uuidOf(partnerId);
  const [, row] = await Promise.all([
    tx.read(sql`select app.await_credit_of(${uuid}::uuid)`),
    tx.readOne<{
      hold_id: string | null;
      rule_id: string | null;
      country: string;
      year: number;
      currency: string;
      threshold: string;
      forms: readonly string[];
      withholding: string | null;
      sums: readonly { readonly currency: string; readonly minor: string }[] | null;
    }>(sql`
      select hold.id as hold_id, rule.id as rule_id, rule.country, rule.year, rule.currency,
        rule.threshold_minor::text as threshold, rule.forms, rule.withholding_ppm::text as withholding, (
          select json_agg(json_build_object('currency', taxed.currency, 'minor', taxed.minor::text) order by taxed.currency)
          from app.taxed_sums(partner.id, extract(year from ${day}::date)::integer) as taxed
        ) as sums
      from partner
      left join credit_hold as hold on hold.partner_id = partner.id and hold.tax_rule_id is not null and hold.released_at is null
      left join tax_rule as rule on rule.id = app.missing_tax_form_that(partner.id, ${day}::date, 'HOLD')
      where partner.id = ${uuid}::uuid`),
  ]);
  if (!row) throw new Error(`${partnerId} is looked at and is not there`);
  const { rule_id: ruleId, hold_id: holdUuid } = row;
  if (ruleId === null) return { missing: null, holdUuid };
  const rule = {
    ...{ country: row.country, year: row.year, forms: row.forms.filter(isTaxFormKind) },
    threshold: money(BigInt(row.threshold), knownCurrency(row.currency)),
    withholdingPpm: row.withholding === null ? null : BigInt(row.withholding),
  };
  const sums = (row.sums ?? []).map(({ currency, minor }) =>
    money(BigInt(minor), knownCurrency(currency)),
  );
  const year = Number(day.slice(0, 4));
  return { missing: { ruleId: idOf("txr", ruleId), rule, year, sums }, holdUuid };
}

function knownCurrency(currency: string): Currency {
  if (!isCurrency(currency)) throw new Error(`an unknown currency ${currency} is payable`);
  return currency;
}

/** Queues that a hold ends, since no form is missing any more. */
export function queueFormThere(
  tx: Transaction,
  holdUuid: string,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update credit_hold
      set released_at = greatest(${at}::timestamptz, placed_at), released_by = ${by}::uuid
      where id = ${holdUuid}::uuid`,
    { credit_hold_until_form: TRY_AGAIN, credit_hold_ends_once: TRY_AGAIN },
  );
}
