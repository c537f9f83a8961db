import { createHash } from "node:crypto";

import type { PayoutAccountId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { sql, systemSession } from "../platform/database/index.ts";

/** So many wrong numbers of an account a person types within an hour. */
const MOST_WRONG = 5;
const HOUR_MS = 3_600_000;

interface Trying {
  readonly accountId: PayoutAccountId;
  readonly by: string;
  readonly at: Date;
  /** By which a call that is sent again is known, with what it says: the same number is one try. */
  readonly key: string | null;
  readonly fingerprint: Buffer;
}

/** The same of the same call, and another one of another number. */
function tryOf({ accountId, by, key, fingerprint }: Trying): string {
  const hash = createHash("sha256").update(`${accountId} ${by} ${key} `).update(fingerprint);
  const hex = hash.digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Wrong until it is known; null where there is no such account. */
export type NumberTry = { readonly id: string } | null;

// what is refused leaves nothing: tries are kept by another role, whose connections nobody waits for who has one
const KEEPING = systemSession("tries of numbers");

/**
 * Puts on record that somebody types the number of an account, before it is looked at, so that many who try at once are counted as well;
 * or says until when they have typed too many.
 */
export async function takeTry(
  { database }: { readonly database: Database },
  trying: Trying,
): Promise<NumberTry | Refusal> {
  const { by, at } = trying;
  const account = uuidOf(trying.accountId);
  const since = new Date(at.getTime() - HOUR_MS);
  let id: string | null = null;
  const done = await database.transaction(KEEPING, async (tx) => {
    const [there, wrong] = await Promise.all([
      tx.readOne(sql`
        select account.id from payout_account as account where account.id = ${account}::uuid for no key update of account`),
      tx.read<{ tried_at: Date }>(sql`
        select tried.tried_at
        from payout_account_try as tried
        where tried.account_id = ${account}::uuid and tried.tried_at > ${since}::timestamptz and tried.is_wrong is distinct from false
          and app.is_same_person(${by}::uuid, tried.tried_by)
        order by tried.tried_at desc
        limit ${MOST_WRONG}::integer`),
    ]);
    if (there === null) return null;
    const [first] = wrong.slice(MOST_WRONG - 1);
    if (first) return tooMany(new Date(first.tried_at.getTime() + HOUR_MS), at);
    id = tryOf(trying);
    tx.queue(sql`
      insert into payout_account_try (id, account_id, tried_by, tried_at)
      values (${id}::uuid, ${account}::uuid, ${by}::uuid, ${at}::timestamptz)
      on conflict (id) do nothing`);
    return null;
  });
  if (isRefusal(done)) return done;
  return id === null ? null : { id };
}

/** Puts on record whether what was typed was wrong. */
export async function endTry(
  { database }: { readonly database: Database },
  { id }: { readonly id: string },
  isWrong: boolean,
): Promise<void> {
  await database.transaction(KEEPING, (tx) => {
    tx.queue(
      sql`update payout_account_try set is_wrong = ${isWrong}::boolean where id = ${id}::uuid and is_wrong is null`,
    );
    return Promise.resolve(null);
  });
}

function tooMany(until: Date, at: Date): Refusal {
  const ms = until.getTime() - at.getTime();
  return refuse(
    "THROTTLED",
    `You typed ${MOST_WRONG} wrong numbers of this account within an hour: it can be tried again from ${until.toISOString()} on, or by another person, or be declined.`,
    {
      path: ["payoutAccountId"],
      details: { retryAfterSeconds: (ms - (ms % 1_000)) / 1_000 + 1 },
    },
  );
}

/** Whether it was refused for what was typed. */
export const isWrongNumber = (refusal: Refusal): boolean =>
  refusal.path?.[0] === "number" || refusal.path?.[0] === "bankCode";
