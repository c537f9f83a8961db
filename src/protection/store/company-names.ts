import { createHash } from "node:crypto";

import type { DirectClaimId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Hits } from "../domain/candidates.ts";
import { MOST_PER_KEY } from "../domain/candidates.ts";
import type { Corpus } from "../domain/word-weights.ts";
import { nameKeys } from "../domain/name-keys.ts";
import type { Name } from "../domain/name-likeness.ts";

import type { LeadKey } from "./prospect-lock.ts";

/** The word that stands in every name, so that its count is that of the names. */
const IN_ALL = "";

/** 64 bits of a text, the same on every machine and version. */
const keyOf = (text: string): string =>
  createHash("sha256").update(text).digest().readBigInt64BE(0).toString();

/** A name as it is kept: under an id made of it, and the keys by which it is found. */
export interface FiledName {
  readonly id: string;
  readonly words: readonly string[];
  readonly keys: readonly string[];
}

export function filedName({ words, remarks }: Name): FiledName {
  const all = [...new Set([...words, ...remarks])];
  return {
    id: keyOf(`name ${words.join(" ")} (${remarks.join(" ")})`),
    words: all,
    keys: nameKeys(all).map(keyOf),
  };
}

/**
 * Queues the name under which the lead is found from then on, in place of one that was corrected. Jobs do so in a transaction of its
 * own, before they look for others: of two that run at once, the one whose name is committed last
 * finds the other's. Words are counted in their order, so that two jobs never wait in a circle.
 */
export function queueName(tx: Transaction, lead: LeadKey, name: Name): Promise<null> {
  const filed = filedName(name);
  tx.queue(sql`
    ${filing(filed)}
    insert into company_name_lead (partner_id, lead_id, name_id)
    values (${uuidOf(lead.partnerId)}::uuid, ${uuidOf(lead.leadId)}::uuid, ${filed.id}::bigint)
    on conflict on constraint company_name_lead_pkey do update
    set name_id = excluded.name_id
    where company_name_lead.name_id <> excluded.name_id`);
  return Promise.resolve(null);
}

/** Queues the name under which a claim of the vendor's own is found, which never changes. */
export function queueNameOfClaim(
  tx: Transaction,
  claimId: DirectClaimId,
  name: Name,
): Promise<null> {
  const filed = filedName(name);
  tx.queue(sql`
    ${filing(filed)}
    insert into company_name_claim (claim_id, name_id)
    values (${uuidOf(claimId)}::uuid, ${filed.id}::bigint)
    on conflict on constraint company_name_claim_pkey do nothing`);
  return Promise.resolve(null);
}

/** The name itself, its keys and its words, where nobody had it before. */
const filing = ({ id, words, keys }: FiledName): Sql => sql`
    with added as (
      insert into company_name (id, words)
      values (${id}::bigint, ${words}::text[])
      on conflict on constraint company_name_pkey do nothing
      returning id
    ), found_by as (
      insert into company_name_key (key, name_id)
      select key, added.id
      from added
      cross join unnest(${keys}::bigint[]) as key
    ), counted as (
      insert into company_name_word as known (word, names)
      select word, 1
      from added
      cross join unnest(${[IN_ALL, ...words].toSorted()}::text[]) with ordinality as listed (word, place)
      order by place
      on conflict on constraint company_name_word_pkey do update set names = known.names + 1
    )`;

/** Reads the names found under each key of this one, of each one more than are looked at. */
export async function readHits(tx: Transaction, name: Name): Promise<readonly Hits[]> {
  const rows = await tx.read<{ names: string[] }>(sql`
    select array(
      select name_id
      from company_name_key as found
      where found.key = asked.key
      order by name_id
      limit ${MOST_PER_KEY + 1}
    ) as names
    from unnest(${filedName(name).keys}::bigint[]) as asked (key)`);
  return rows.map((row) => row.names);
}

/** Reads how many names there are, and in how many the words of this one and of those stand. */
export async function readCorpus(
  tx: Transaction,
  name: Name,
  nameIds: readonly string[],
): Promise<Corpus> {
  const own = [IN_ALL, ...name.words, ...name.remarks];
  const rows = await tx.read<{ word: string; names: number }>(sql`
    select word, names
    from company_name_word
    where word = any(array(
      select unnest(words)
      from company_name
      where id = any(${nameIds}::bigint[])
      union
      select unnest(${own}::text[])
    ))`);
  const counts = new Map(rows.map((row) => [row.word, row.names]));
  return {
    names: counts.get(IN_ALL) ?? 0,
    namesWith: (word) => counts.get(word) ?? 0,
  };
}
