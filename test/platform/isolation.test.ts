import { DataSource } from "typeorm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { auditIsolation } from "../../src/platform/database/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
/** The owner on a single connection, so that a planted fault and the audit share a transaction. */
let owner: DataSource;

beforeAll(async () => {
  world = await openWorld();
  owner = await new DataSource({
    type: "postgres",
    url: world.ownerUrl,
    poolSize: 1,
    installExtensions: false,
  }).initialize();
});
afterAll(async () => {
  await owner.destroy();
  await world.close();
});

test("a fresh database breaks no rule, whoever asks", async () => {
  expect(await auditIsolation(owner)).toEqual([]);
  expect(await auditIsolation(world.database)).toEqual([]);
});

/** Plants a fault, asks, and takes it back. */
async function findingsWith(fault: string): Promise<readonly string[]> {
  await owner.query("begin");
  try {
    await owner.query(fault);
    return await auditIsolation(owner);
  } finally {
    await owner.query("rollback");
  }
}

const FAULTS: readonly (readonly [fault: string, finding: string])[] = [
  ["alter role app_auth rename to app_gone", "role app_auth does not exist"],
  ["alter role app_vendor superuser", "role app_vendor is a superuser"],
  ["alter role app_jobs bypassrls", "role app_jobs is exempt from row-level security (bypassrls)"],
  ["alter role app_partner createrole", "role app_partner is allowed to make roles"],
  ["alter role app_partner createdb", "role app_partner is allowed to make databases"],
  ["alter role app_partner replication", "role app_partner is allowed to replicate"],
  [
    "alter role app_partner inherit",
    "role app_partner is made to inherit what roles it belongs to may do",
  ],
  ["grant app_vendor to app_partner", "role app_partner is a member of app_vendor"],
  ["alter table company owner to app_partner", "role app_partner owns table company"],
  [
    "do $$ begin execute format('grant temporary on database %I to app_auth', current_database()); end $$",
    "role app_auth may make temporary tables in this database",
  ],
  [
    "do $$ begin execute format('grant create on database %I to app_auth', current_database()); end $$",
    "role app_auth may make schemas in this database",
  ],
  [
    "grant create on schema public to app_vendor",
    "role app_vendor may make things in schema public",
  ],
  [
    "grant usage on schema graphile_worker to app_jobs",
    "role app_jobs may look into schema graphile_worker",
  ],

  [
    "create table draft (id uuid); alter table draft enable row level security; create policy draft_all on draft to app_jobs using (true)",
    "row-level security of table draft is not both enabled and forced",
  ],
  [
    "alter table credit disable row level security",
    "row-level security of table credit is not both enabled and forced",
  ],
  ["drop policy reason_vendor on reason", "table reason has no policy"],
  [
    "create policy contact_all on contact for select using (true)",
    "policy contact_all of table contact is for everybody",
  ],
  ...["using (true)", "using (partner_id = (select app.partner()) or true)"].map(
    (condition) =>
      [
        `create policy mine on contact for select to app_partner ${condition}`,
        "policy mine shows partners rows of table contact that are not theirs",
      ] as const,
  ),
  [
    "create policy mine on contact for insert to app_partner with check (true)",
    "policy mine shows partners rows of table contact that are not theirs",
  ],
  [
    "create policy mine on contact for delete to app_partner using (name = 'x')",
    "policy mine shows partners rows of table contact that are not theirs",
  ],
  [
    "alter policy contact_partner on contact with check (true)",
    "policy contact_partner shows partners rows of table contact that are not theirs",
  ],
  [
    "create policy conflict_partner on conflict for select to app_partner using (true)",
    "table conflict refers to lead, whose rows belong to partners, and has a policy for partners but no partner_id",
  ],
  [
    "create policy program_all on program to app_partner using (true)",
    "policy program_all lets partners write table program, which all partners share",
  ],
  [
    "alter table audit_entry enable trigger audit_entry_append_only",
    "trigger audit_entry_append_only of append-only table audit_entry does not always fire",
  ],
  [
    "alter table lead disable trigger lead_guard",
    "trigger lead_guard of table lead is switched off",
  ],
  [
    "grant update (outcome) on audit_entry to app_vendor",
    "role app_vendor may change or delete rows of append-only table audit_entry",
  ],
  [
    "grant update (sha256) on bank_file to app_jobs",
    "role app_jobs may change or delete rows of append-only table bank_file",
  ],
  [
    "grant delete on lead_event to app_jobs",
    "role app_jobs may change or delete rows of append-only table lead_event",
  ],
  [
    "grant update (share_minor) on credit to app_vendor",
    "role app_vendor may change column share_minor of table credit, whose rows are only ended, or delete them",
  ],
  [
    "alter table award enable trigger award_ends_once",
    "trigger award_ends_once of append-only table award does not always fire",
  ],
  [
    "grant truncate on lead_claim to app_partner",
    "role app_partner has TRUNCATE on table lead_claim",
  ],
  ["grant references on lead to app_partner", "role app_partner has REFERENCES on table lead"],
  ["grant trigger on lead to app_partner", "role app_partner has TRIGGER on table lead"],
  ["grant select on program to public", "everybody has SELECT on program"],
  [
    "create view rival as select * from lead",
    "view rival does not run with its reader's rights (security_invoker)",
  ],
  [
    "create schema side; create view side.rival with (security_invoker = false) as select * from lead; grant select (id) on side.rival to app_partner",
    "view side.rival does not run with its reader's rights (security_invoker)",
  ],
  [
    "create materialized view rival as select * from lead; grant select on rival to app_partner",
    "role app_partner may read materialized view rival",
  ],
  [
    "create table part (partner_id uuid) partition by list (partner_id); create table part_1 partition of part default; grant select on part_1 to app_partner",
    "role app_partner may read partition part_1",
  ],

  [
    "create unique index contact_email_once on contact (email)",
    "unique index contact_email_once tells partners what others have: it is not led by partner_id",
  ],
  [
    "drop trigger lead_id_is_new on lead",
    "unique index lead_pkey tells partners what others have: it is not led by partner_id",
  ],
  [
    "alter table contact add constraint contact_bare_fkey foreign key (lead_id) references lead (id)",
    "foreign key contact_bare_fkey tells partners which rows of lead exist: it does not hold partner_id",
  ],

  [
    "create function app.peek() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as 'select count(*) from public.lead'; grant execute on function app.peek() to app_partner",
    "role app_partner may run app.peek() with the rights of OWNER",
  ],
  [
    "grant execute on function app.seal_journals(integer) to app_vendor",
    "role app_vendor may run app.seal_journals(integer) with the rights of OWNER",
  ],
  ["grant execute on function app.actor() to public", "everybody may run app.actor()"],
  [
    "create function app.peek() returns integer language sql as 'select 1'; grant execute on function app.peek() to public",
    "everybody may run app.peek()",
  ],
  [
    "grant execute on all functions in schema graphile_worker to public",
    "everybody may run graphile_worker.remove_job(text)",
  ],
  [
    "alter function app.guard_lead() set search_path = public",
    "app.guard_lead() does not fix its search_path with pg_temp as the last",
  ],
  [
    "alter function app.guard_lead() reset search_path",
    "app.guard_lead() does not fix its search_path with pg_temp as the last",
  ],
  [
    "grant execute on function pg_catalog.set_config(text, text, boolean) to public",
    "role app_partner may run set_config: only a superuser can revoke it from public",
  ],
];

test.each(FAULTS)("%s", async (fault, finding) => {
  const [row] = await owner.query<{ name: string }[]>("select current_user as name");
  expect(await findingsWith(fault)).toContain(finding.replace("OWNER", row!.name));
});

test("a function is born for its owner alone, also one of the job library's role", async () => {
  const born = "function graphile_worker.later() returns integer language sql as 'select 1'";
  expect(await findingsWith(`set local role app_queue; create ${born}; reset role`)).toEqual([]);
  expect(
    await findingsWith(
      "create function public.later() returns integer language sql set search_path = pg_temp as 'select 1'",
    ),
  ).toEqual([]);
});

test("the jobs' role finds a fault as the owner does", async () => {
  await world.asOwner("create table draft (id uuid)");
  expect(await auditIsolation(world.database)).toEqual([
    "row-level security of table draft is not both enabled and forced",
    "table draft has no policy",
  ]);
  await world.asOwner("drop table draft");
});
