import type { PartnerId, ProductLineId, ProgramId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { ALL_LINES } from "../../products/index.ts";
import type { ChecklistPoint } from "../domain/checklist.ts";
import type { FormContent } from "../domain/form.ts";
import type { ProgramSettings, ProgramStanding } from "../domain/program.ts";

import { ProgramFormRow } from "./program-form.row.ts";

type StandingRow = {
  version: number;
  is_default: boolean;
  form_number: number;
  terms_number: number;
};

/** A program, locked until the transaction ends; null where there is none. */
export async function lockProgram(
  tx: Transaction,
  programId: ProgramId,
): Promise<ProgramStanding | null> {
  const row = await tx.readOne<StandingRow>(sql`
    select version, is_default, form_number,
      (select coalesce(max(number), 0) from program_terms where program_id = program.id) as terms_number
    from program
    where id = ${uuidOf(programId)}::uuid
    for no key update`);
  if (!row) return null;
  return {
    version: row.version,
    isDefault: row.is_default,
    formNumber: row.form_number,
    termsNumber: row.terms_number,
  };
}

/** As they are kept: null for all, whatever is added. */
export const soldLines = (lines: readonly ProductLineId[]): readonly string[] | null =>
  lines.includes(ALL_LINES) ? null : lines.map(uuidOf);

/** What is left out stays: null says so, but for product lines, of which null stands for all. */
export function storeSettings(
  programId: ProgramId,
  settings: Partial<ProgramSettings>,
  at: Date,
): Sql {
  const { productLineIds: lines, calendarId } = settings;
  const calendar = calendarId ? uuidOf(calendarId) : null;
  return sql`
    update program
    set name = coalesce(${settings.name ?? null}::text, name),
      time_zone = coalesce(${settings.timeZone ?? null}::text, time_zone),
      kinds = coalesce(${settings.kinds ?? null}::text[], kinds),
      product_line_ids = case
        when ${lines === undefined}::boolean then product_line_ids
        else ${lines === undefined ? null : soldLines(lines)}::uuid[]
      end,
      contact_rule = coalesce(${settings.contactRule ?? null}::text, contact_rule),
      extension_policy = coalesce(${settings.extensionPolicy ?? null}::text, extension_policy),
      needs_terms = coalesce(${settings.needsTerms ?? null}::boolean, needs_terms),
      calendar_id = case when ${calendarId !== undefined}::boolean then ${calendar}::uuid else calendar_id end,
      acceptance_hours = coalesce(${settings.acceptanceHours ?? null}::integer, acceptance_hours),
      conversion_days = coalesce(${settings.conversionDays ?? null}::integer, conversion_days),
      protection_days = coalesce(${settings.protectionDays ?? null}::integer, protection_days),
      heartbeat_days = coalesce(${settings.heartbeatDays ?? null}::integer, heartbeat_days),
      extension_days = coalesce(${settings.extensionDays ?? null}::integer, extension_days),
      checks_per_day = coalesce(${settings.checksPerDay ?? null}::integer, checks_per_day),
      appeal_days = coalesce(${settings.appealDays ?? null}::integer, appeal_days),
      direct_claim_days = coalesce(${settings.directClaimDays ?? null}::integer, direct_claim_days),
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(programId)}::uuid`;
}

/** In place of the one there was: it counts for acceptances from now on. */
export function storeChecklist(programId: ProgramId, points: readonly ChecklistPoint[]): Sql {
  const keys = points.map(({ key }) => key);
  const labels = points.map(({ label }) => label);
  return sql`
    insert into program_checklist (program_id, keys, labels)
    values (${uuidOf(programId)}::uuid, ${keys}::text[], ${labels}::text[])
    on conflict on constraint program_checklist_pkey do update
    set keys = excluded.keys,
      labels = excluded.labels`;
}

/** Raises a program's version: something that belongs to it is new. */
export function touchProgram(programId: ProgramId, at: Date): Sql {
  return sql`
    update program
    set version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(programId)}::uuid`;
}

/** Puts a version of the form in force. */
export function storeFormNumber(programId: ProgramId, number: number, at: Date): Sql {
  return sql`
    update program
    set form_number = ${number}::integer,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(programId)}::uuid`;
}

export function insertForm(
  database: Database,
  programId: ProgramId,
  form: FormContent & { readonly number: number },
  { at, by }: { readonly at: Date; readonly by: string | null },
): Sql {
  return database.insert(ProgramFormRow, {
    programId: uuidOf(programId),
    number: form.number,
    required: form.required,
    fields: form.fields,
    publishedAt: at,
    publishedBy: by,
  });
}

/** Whether a partner is in a program, and whether there are both. */
export async function readEnrolment(
  tx: Transaction,
  { programId, partnerId }: { readonly programId: ProgramId; readonly partnerId: PartnerId },
): Promise<{
  readonly isDefault: boolean | null;
  readonly isPartner: boolean;
  readonly isIn: boolean;
}> {
  const program = uuidOf(programId);
  const partner = uuidOf(partnerId);
  const row = await tx.readOne<{
    is_default: boolean | null;
    is_partner: boolean;
    is_in: boolean;
  }>(sql`
    select
      (select is_default from program where id = ${program}::uuid) as is_default,
      exists (select from partner where id = ${partner}::uuid and not is_vendor) as is_partner,
      exists (
        select
        from program_enrolment
        where partner_id = ${partner}::uuid and program_id = ${program}::uuid and left_at is null
      ) as is_in`);
  return {
    isDefault: row?.is_default ?? null,
    isPartner: row?.is_partner ?? false,
    isIn: row?.is_in ?? false,
  };
}

/** A partner that comes back is enrolled as of then. */
export function insertEnrolment(partnerId: PartnerId, programId: ProgramId, at: Date): Sql {
  return sql`
    insert into program_enrolment as enrolment (partner_id, program_id, enrolled_at)
    values (${uuidOf(partnerId)}::uuid, ${uuidOf(programId)}::uuid, ${at}::timestamptz)
    on conflict on constraint program_enrolment_pkey do update
    set enrolled_at = excluded.enrolled_at, left_at = null
    where enrolment.left_at is not null`;
}

export function endEnrolment(partnerId: PartnerId, programId: ProgramId, at: Date): Sql {
  return sql`
    update program_enrolment
    set left_at = greatest(enrolled_at, ${at}::timestamptz)
    where partner_id = ${uuidOf(partnerId)}::uuid and program_id = ${uuidOf(programId)}::uuid
      and left_at is null`;
}
