import type { MigrationInterface, QueryRunner } from "typeorm";

/** The vendor's own claims of prospects, as records: since when they count, on what grounds, by whom. */
export class TheVendorClaimsDirectly1795298400072 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLAIMS);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}

// It counts from when it was recorded here. An earlier contact counts once somebody else has
// confirmed its evidence.
const CLAIMS = `
alter table program
  add column direct_claim_days integer not null default 90,
  add constraint program_direct_claim check (direct_claim_days > 0);
comment on column program.direct_claim_days is 'Days after which a claim of the vendor itself expires, to the end of the last one; that of the default program counts';

create table direct_claim (
  id uuid not null,
  company_name text not null,
  company_domain text,
  company_country text,
  company_tax_id text,
  evidence text not null,
  contacted_at timestamptz(3),
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  confirmed_at timestamptz(3),
  confirmed_by uuid,
  expires_at timestamptz(3) not null,
  ended_at timestamptz(3),
  counts_from timestamptz(3) not null generated always as (
    case when confirmed_at is not null then contacted_at else recorded_at end) stored,
  version integer not null default 1,
  constraint direct_claim_pkey primary key (id),
  constraint direct_claim_contacted check (contacted_at <= recorded_at),
  constraint direct_claim_confirmed check (
    (confirmed_at is null) = (confirmed_by is null) and (confirmed_at is null or contacted_at is not null)),
  constraint direct_claim_two_persons check (confirmed_by <> recorded_by),
  constraint direct_claim_expires check (expires_at > recorded_at and ended_at >= recorded_at)
);
create index direct_claim_by_age on direct_claim (recorded_at, id);
call app.give_policies('direct_claim', 'vendor_only');
grant select, insert on direct_claim to app_vendor;
grant update (confirmed_at, confirmed_by, ended_at, version) on direct_claim to app_vendor;
grant select on direct_claim to app_jobs;
comment on table direct_claim is 'A prospect that the vendor claims for itself; it stands against leads that claim later, until it expires or is ended';

create table direct_claim_key (
  key text not null,
  claim_id uuid not null,
  constraint direct_claim_key_pkey primary key (key, claim_id),
  constraint direct_claim_key_claim_fkey foreign key (claim_id) references direct_claim (id)
);
call app.give_policies('direct_claim_key', 'vendor_only');
grant select, insert on direct_claim_key to app_vendor;
grant select on direct_claim_key to app_jobs;
comment on table direct_claim_key is 'A key of the company by which a direct claim is found, as leads have them';
`;
