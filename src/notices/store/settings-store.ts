import type { PartnerMemberId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { NoticeKind, NoticeLocale } from "../domain/kinds.ts";
import { isNoticeKind, isNoticeLocale } from "../domain/kinds.ts";

/** What a person wants to be told, and how. */
export interface NoticeSettings {
  readonly locale: NoticeLocale;
  readonly mutedKinds: readonly NoticeKind[];
  readonly allLeads: boolean;
}

/** What holds of who has said nothing. */
const SILENT: NoticeSettings = { locale: "EN", mutedKinds: [], allLeads: false };

export async function readNoticeSettings(
  database: Database,
  session: Session,
  memberId: PartnerMemberId,
): Promise<NoticeSettings> {
  const row = await database.readOne<{ locale: string; muted: string[]; all_leads: boolean }>(
    session,
    sql`
      select setting.locale, setting.muted, setting.all_leads
      from notice_setting as setting
      where ${ownRows(session, "setting")} and setting.member_id = ${uuidOf(memberId)}::uuid`,
  );
  if (!row || !isNoticeLocale(row.locale)) return SILENT;
  const { locale, muted, all_leads: allLeads } = row;
  return { locale, mutedKinds: muted.filter(isNoticeKind), allLeads };
}

/** A person's settings, as far as they are said anew; null leaves one as it is. */
export interface SettingsChange {
  readonly locale: NoticeLocale | null;
  readonly mutedKinds: readonly NoticeKind[] | null;
  readonly allLeads: boolean | null;
}

/** Queues what a person, who is the session's actor, says of its settings. */
export function queueSettings(
  tx: Transaction,
  session: Session,
  change: SettingsChange,
  at: Date,
): void {
  const { locale, mutedKinds, allLeads } = change;
  const partner = session.partnerId === null ? null : uuidOf(session.partnerId);
  tx.queue(sql`
    insert into notice_setting as setting (partner_id, member_id, locale, muted, all_leads, updated_at)
    values (${partner}::uuid, ${session.actorId}::uuid, coalesce(${locale}::text, ${SILENT.locale}::text),
      coalesce(${mutedKinds}::text[], '{}'), coalesce(${allLeads}::boolean, false), ${at}::timestamptz)
    on conflict on constraint notice_setting_of_member do update
    set locale = coalesce(${locale}::text, setting.locale),
      muted = coalesce(${mutedKinds}::text[], setting.muted),
      all_leads = coalesce(${allLeads}::boolean, setting.all_leads),
      updated_at = excluded.updated_at`);
}

/** Queues that a kind is switched off for one person, who need not be logged in for it. */
export function queueMuted(
  tx: Transaction,
  {
    memberId,
    kind,
    at,
  }: { readonly memberId: PartnerMemberId; readonly kind: NoticeKind; readonly at: Date },
): void {
  tx.queue(sql`
    insert into notice_setting as setting (partner_id, member_id, locale, muted, all_leads, updated_at)
    select member.partner_id, member.id, 'EN', array[${kind}::text], false, ${at}::timestamptz
    from membership as member
    where member.id = ${uuidOf(memberId)}::uuid
    on conflict on constraint notice_setting_of_member do update
    set muted = array_append(array_remove(setting.muted, ${kind}::text), ${kind}::text),
      updated_at = excluded.updated_at`);
}
