import type { MigrationInterface, QueryRunner } from "typeorm";

/** More of what prospects do is recorded, and how long a visit took. */
export class MoreOfWhatProspectsDo1795298400520 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(KINDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was recorded is not forgotten: restore a backup instead");
  }
}

const KINDS = `
alter table engagement
  drop constraint engagement_kind,
  add constraint engagement_kind check (kind in ('VISIT', 'DOWNLOAD', 'DEMO_REQUEST', 'CHAT', 'EMAIL_OPENED', 'EMAIL_CLICKED',
    'WEBINAR_ATTENDED', 'FORM_SUBMITTED', 'TEXT_MESSAGE', 'PHONE_CALL', 'UNREACHABLE', 'EMAIL_BOUNCED', 'UNSUBSCRIBED')),
  add column seconds integer,
  add constraint engagement_seconds check (seconds is null or seconds between 0 and 86400 and kind = 'VISIT');
grant insert (seconds) on engagement to app_vendor;
comment on column engagement.seconds is 'Of a visit: how long it took, where that is known';
`;
