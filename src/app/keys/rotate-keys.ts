import { parseArgs } from "node:util";

import type pg from "pg";

import { bankFileOwner } from "../../payouts/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { readConfig } from "../../platform/config.ts";
import type { Environment } from "../../platform/config.ts";
import { SYSTEM_ACTOR } from "../../platform/database/index.ts";
import { newId } from "../../platform/ids.ts";
import { addSealingKey, openSecrets } from "../../platform/secrets.ts";
import type { Vault } from "../../platform/vault.ts";
import { withBooks } from "../books/checked-session.ts";
import { UnknownArgument } from "../invariants/run-check.ts";

const EXIT = { done: 0, closed: 1, older: 3 } as const;

const HELP = `npm run rotate-keys -- [--new-key]

Numbers of accounts and of taxpayers, and files for the bank, are sealed by keys that secrets.json holds.

  --new-key   adds a key to secrets.json, and changes nothing else: copy the file to all instances, and start each
              of them anew. They open what was sealed before, and seal by the new key from then on.

Without it, seals all anew that is not sealed by the latest key: some at a time, beside the servers that run, and
says how far it is. It can be stopped and started again. Each batch is in the audit log.

Ends with ${EXIT.done} where all is sealed by the latest key, ${EXIT.closed} where something is opened by none of the keys, 2 where it
could not be done, ${EXIT.older} where an instance that was not started anew sealed something by an older key meanwhile.`;

/** What is sealed: where it stands, some at a time, and to what each is bound. */
interface SealedKind {
  readonly called: string;
  readonly vault: string;
  readonly read: string;
  readonly count: string;
  readonly write: string;
  readonly atOnce: number;
  readonly ownerOf: (row: SealedRow) => string;
  readonly subjectOf: (row: SealedRow) => string;
}

interface SealedRow {
  readonly id: string;
  readonly key_id: string;
  readonly sealed: Buffer;
  readonly batch_id: string | null;
  readonly format: string | null;
}

const readOf = (table: string, column: string, more: string): string => `
  select id, key_id, ${column} as sealed, ${more}
  from ${table}
  where key_id <> $1 and id > $2
  order by id
  limit $3
  for no key update`;
const countOf = (table: string): string =>
  `select count(*)::integer as older from ${table} where key_id <> $1`;
const writeOf = (table: string, column: string): string => `
  update ${table}
  set ${column} = anew.sealed, key_id = $1
  from unnest($2::uuid[], $3::bytea[]) as anew (id, sealed)
  where ${table}.id = anew.id`;
const NEITHER = "null::uuid as batch_id, null as format";

const KINDS: readonly SealedKind[] = [
  {
    ...{ called: "Payout accounts", vault: "bank accounts", atOnce: 100 },
    read: readOf("payout_account", "number_sealed", NEITHER),
    count: countOf("payout_account"),
    write: writeOf("payout_account", "number_sealed"),
    ownerOf: ({ id }) => idOf("pac", id),
    subjectOf: ({ id }) => idOf("pac", id),
  },
  {
    // each holds all payments of a batch
    ...{ called: "Files for the bank", vault: "bank accounts", atOnce: 10 },
    read: readOf("bank_file", "content_sealed", "batch_id, format"),
    count: countOf("bank_file"),
    write: writeOf("bank_file", "content_sealed"),
    ownerOf: ({ batch_id: batch, format }) => bankFileOwner(idOf("bat", batch ?? ""), format ?? ""),
    subjectOf: ({ id }) => idOf("bkf", id),
  },
  {
    ...{ called: "Tax profiles", vault: "tax numbers", atOnce: 100 },
    read: readOf("tax_profile", "tax_id_sealed", NEITHER),
    count: countOf("tax_profile"),
    write: writeOf("tax_profile", "tax_id_sealed"),
    ownerOf: ({ id }) => idOf("txp", id),
    subjectOf: ({ id }) => idOf("txp", id),
  },
];

/** Adds a key to the secrets of the environment, or seals anew by the latest one what another sealed, and prints how far it is. */
export async function rotateKeys(
  args: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  const { "new-key": isNew, help } = readArguments(args);
  if (help === true) {
    print(HELP);
    return EXIT.done;
  }
  if (isNew === true) {
    const { dataDir } = readConfig(environment);
    openSecrets(dataDir);
    print(
      `Key ${addSealingKey(dataDir)} is in ${dataDir}/secrets.json, which is the only copy: back it up.`,
    );
    print("Copy it to all instances, start each of them anew, and run this without --new-key.");
    return EXIT.done;
  }
  return withBooks(environment, "jobs", async ({ session, dataDir }) => {
    const secrets = openSecrets(dataDir);
    let closed = 0;
    for (const kind of KINDS) {
      const counted = await sealAnew(session, kind, secrets.vault(kind.vault), print);
      print(`${kind.called}: ${counted.anew} sealed anew, ${counted.closed} that no key opens.`);
      closed += counted.closed;
    }
    let older = -closed;
    for (const kind of KINDS) older += await countOlder(session, kind, secrets.vault(kind.vault));
    if (older > 0) {
      print(
        `${older} sealed by an older key meanwhile: start each instance anew with the latest secrets.json, then run this again.`,
      );
    }
    if (closed > 0) return EXIT.closed;
    return older > 0 ? EXIT.older : EXIT.done;
  });
}

/** How many rows of a kind name another key than the latest one. */
async function countOlder(session: pg.Client, kind: SealedKind, vault: Vault): Promise<number> {
  const { rows } = await session.query<{ older: number }>(kind.count, [vault.keyId]);
  return rows[0]?.older ?? 0;
}

interface Counted {
  readonly anew: number;
  readonly closed: number;
}

/** Batch by batch, each in a transaction of its own: what one key opens is sealed by the latest one. */
async function sealAnew(
  session: pg.Client,
  kind: SealedKind,
  vault: Vault,
  print: (text: string) => void,
): Promise<Counted> {
  let counted: Counted = { anew: 0, closed: 0 };
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    await session.query("begin");
    const { rows } = await session.query<SealedRow>(kind.read, [vault.keyId, after, kind.atOnce]);
    const last = rows.at(-1);
    if (!last) {
      await session.query("commit");
      return counted;
    }
    after = last.id;
    const opened = rows.flatMap((row) => {
      const owner = kind.ownerOf(row);
      const text = vault.open({ keyId: row.key_id, bytes: row.sealed }, owner);
      return text === null ? [] : [{ row, bytes: vault.seal(text, owner).bytes }];
    });
    if (opened.length > 0) {
      const [ids, sealed] = [opened.map(({ row }) => row.id), opened.map(({ bytes }) => bytes)];
      await session.query(kind.write, [vault.keyId, ids, sealed]);
      await session.query(AUDIT, [
        ...[uuidOf(newId("aud")), SYSTEM_ACTOR, opened.map(({ row }) => kind.subjectOf(row))],
      ]);
    }
    await session.query("commit");
    counted = {
      anew: counted.anew + opened.length,
      closed: counted.closed + rows.length - opened.length,
    };
    print(`${kind.called}: ${counted.anew} so far.`);
  }
}

const AUDIT = `
  insert into audit_entry (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id)
  values ($1, clock_timestamp(), 'rotateKeys', 'DONE', null, null, $2, 'SYSTEM', $3, 'rotate-keys')`;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { "new-key": { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UnknownArgument(`${words}\nnpm run rotate-keys -- --help says more.`, {
      cause: error,
    });
  }
}
