import { parseArgs } from "node:util";

import type pg from "pg";

import type { Environment } from "../../platform/config.ts";
import { UnknownArgument } from "../invariants/run-check.ts";

import { withBooks } from "./checked-session.ts";

const EXIT = { done: 0, adrift: 1 } as const;
/** So many balances are held at once: whoever posts to one of them waits for as long. */
const BATCH = 20;

const HELP = `npm run rebuild-balances -- [--dry-run]

Balances are a cache: each is the sum of its account's lines. Computes them anew, beside whoever posts, and
prints each that was something else: account, role, currency, what it was and what it is, in the smallest unit.

  --dry-run   says what is adrift, and changes nothing; ends with ${EXIT.adrift} where anything is

Ends with ${EXIT.done} where all balances are the sums of their lines, 2 where it could not be told.`;

interface Drift {
  readonly account_id: string;
  readonly was_minor: string | null;
  readonly is_minor: string;
}

/** Rebuilds the balances of the database that the environment names, and prints what was adrift. */
export async function rebuildBalances(
  args: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  const { "dry-run": isDry, help } = readArguments(args);
  if (help === true) {
    print(HELP);
    return EXIT.done;
  }
  return withBooks(environment, "owner", async ({ session }) => {
    const { rows: adrift } = await session.query<Drift & { account: string }>(DRIFT);
    const accounts = new Map(adrift.map((each) => [each.account_id, each.account]));
    const changed = isDry === true ? adrift : await rebuild(session, [...accounts.keys()]);
    for (const { account_id: id, was_minor: was, is_minor: is } of changed)
      print(`${accounts.get(id)}: was ${was ?? "nothing"}, is ${is}`);
    if (isDry === true) {
      print(`Adrift: ${adrift.length}. Nothing was changed.`);
      return adrift.length === 0 ? EXIT.done : EXIT.adrift;
    }
    if (changed.length > 0) await session.query(COMPARE);
    print(`Rebuilt: ${changed.length}.`);
    return EXIT.done;
  });
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { "dry-run": { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UnknownArgument(`${words}\nnpm run rebuild-balances -- --help says more.`, {
      cause: error,
    });
  }
}

/** A few at a time, each batch in a transaction of its own, so that nobody waits for long. */
async function rebuild(session: pg.Client, accounts: readonly string[]): Promise<Drift[]> {
  const changed: Drift[] = [];
  for (let at = 0; at < accounts.length; at += BATCH) {
    const { rows } = await session.query<Drift>("select * from app.rebuild_balances($1::uuid[])", [
      accounts.slice(at, at + BATCH),
    ]);
    changed.push(...rows);
  }
  return changed;
}

const DRIFT = `
  select drift.account_id, drift.was_minor::text, drift.is_minor::text,
    concat_ws(' ', drift.account_id, account.role, account.currency) as account
  from app.account_balance_drift as drift
  left join ledger_account as account on account.id = drift.account_id
  order by account.role, account.currency, drift.account_id`;

/** What the alarm goes by is what was compared last. */
const COMPARE = `
  insert into balance_comparison (compared_at, accounts, adrift)
  select clock_timestamp(), (select count(*) from ledger_account), (select count(*) from app.account_balance_drift)`;
