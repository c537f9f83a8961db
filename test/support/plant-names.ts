import pg from "pg";

import type { PartnerId } from "../../src/kernel/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import { companyWords } from "../../src/leads/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { filedName } from "../../src/protection/store/company-names.ts";

import type { World } from "./world.ts";

const BATCH = 20_000;
const COMMON =
  "bau energie software systems technologies group holding international logistik medien".split(
    " ",
  );
const FORMS = ["GmbH", "AG", "Ltd", "S.A.", "Inc."];

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SYLLABLES = "bdfgklmnprstvwz"
  .split("")
  .flatMap((first) => "aeiou".split("").map((second) => first + second));

/** A word for a number, two letters for each of its digits to the base of 75. */
export function wordFor(number: number): string {
  let rest = number;
  let word = "";
  do {
    word += SYLLABLES[rest % 75] ?? "";
    rest = Math.floor(rest / 75);
  } while (rest > 0);
  return `${word}n`;
}

/** The name of every hundredth lead. */
export const SHARED_NAME = "Sammelsurium Verlag";

/** Names as there are many: some words rare, some that thousands share, some that everybody uses. */
export function nameFor(index: number, leads: number): string {
  if (index % 100 === 99) return SHARED_NAME;
  const next = numbers(index + 1);
  // a word is the more frequent the lower its number
  const frequent = Math.floor(leads ** (next(1_000_000) / 1_000_000));
  const rare = next(leads);
  const words = [
    wordFor(rare),
    next(3) > 0 ? wordFor(frequent) : "",
    COMMON[next(20)] ?? "",
    FORMS[next(5)] ?? "",
  ];
  return words.filter((word) => word !== "").join(" ");
}

/** Leads of a partner that were matched long ago, each with a company that has a name. */
export async function plantNames(world: World, partner: PartnerId, leads: number): Promise<void> {
  const owner = new pg.Client({ connectionString: world.ownerUrl });
  await owner.connect();
  try {
    await owner.query("set session_replication_role = replica; set synchronous_commit = off");
    for (let from = 0; from < leads; from += BATCH) {
      const indexes = Array.from({ length: Math.min(BATCH, leads - from) }, (_, i) => from + i);
      await plantBatch(
        owner,
        uuidOf(partner),
        indexes.map((index) => nameFor(index, leads)),
      );
    }
    await owner.query(`
      insert into company_name_word (word, names)
      select word, count(*) from company_name cross join unnest(array_append(words, '')) as word group by word`);
    await owner.query("analyze");
  } finally {
    await owner.end();
  }
}

/** Claims of the vendor's own on companies that have the names, each by a key of its own as well. */
export async function plantClaims(world: World, claims: number): Promise<void> {
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    create temporary table planted on commit drop as
    select gen_random_uuid() as id, id as name_id, array_to_string(words, ' ') as name
    from company_name
    order by company_name.id
    limit ${claims};
    insert into direct_claim (id, company_name, evidence, recorded_at, recorded_by, expires_at)
    select id, name, 'Minutes', now(), gen_random_uuid(), now() + interval '90 days' from planted;
    insert into direct_claim_key (key, claim_id) select 'domain:' || id || '.example', id from planted;
    insert into company_name_claim (claim_id, name_id) select id, name_id from planted;
    commit`);
  await world.asOwner("analyze direct_claim, direct_claim_key, company_name_claim");
}

async function plantBatch(
  owner: pg.Client,
  partner: string,
  names: readonly string[],
): Promise<void> {
  const filed = names.map((name) => filedName(companyWords(name)));
  const ids = names.map(() => uuidOf(idOf("lead", uuidOf(newId("lead")))));
  await owner.query({
    name: "leads",
    text: `
      with planted as (
        select * from unnest($1::uuid[], $2::text[], $3::bigint[]) as planted (id, name, name_id)
      ), leads as (
        insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at,
          registration_hash, source, registered_by, created_at, updated_at)
        select id, $4::uuid, '01970000-0000-7000-8000-000000000001', 'NEW_BUSINESS', 'SUBMITTED', now(), now(), now(),
          '\\x00', 'PARTNER_API', $4::uuid, now(), now()
        from planted
      ), companies as (
        insert into company (lead_id, partner_id, name, folded_name) select id, $4::uuid, name, lower(name) from planted
      ), keys as (
        insert into company_key (partner_id, lead_id, key) select $4::uuid, id, 'domain:' || id || '.example' from planted
      ), contacts as (
        insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, phone, consent_basis)
        select gen_random_uuid(), id, $4::uuid, true, 'P', id || '@x.example', id || '@x.example', '+4930' || (random() * 1e7)::int, 'CONSENT'
        from planted
      )
      insert into company_name_lead (partner_id, lead_id, name_id) select $4::uuid, id, name_id from planted`,
    values: [ids, names, filed.map(({ id }) => id), partner],
  });
  await owner.query({
    name: "names",
    text: `
      insert into company_name (id, words)
      select distinct on (id) id, string_to_array(words, ' ') from unnest($1::bigint[], $2::text[]) as named (id, words)
      on conflict do nothing`,
    values: [filed.map(({ id }) => id), filed.map(({ words }) => words.join(" "))],
  });
  await owner.query({
    name: "keys",
    text: `
      insert into company_name_key (key, name_id)
      select distinct key, name_id from unnest($1::bigint[], $2::bigint[]) as found (key, name_id) order by key
      on conflict do nothing`,
    values: [
      filed.flatMap(({ keys }) => keys),
      filed.flatMap(({ id, keys }) => keys.map(() => id)),
    ],
  });
}
