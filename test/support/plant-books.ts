import { Readable } from "node:stream";

import { idOf, money } from "../../src/kernel/index.ts";
import {
  anchorChains,
  AnchorKey,
  DEFAULT_ENTITY_ID,
  postJournal,
  sealJournals,
} from "../../src/ledger/index.ts";
import type { Database } from "../../src/platform/database/index.ts";
import { systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { World } from "./world.ts";

export interface PlantedBooks {
  readonly journalTransaction: string;
  readonly ledgerAccount: string;
  readonly chainAnchor: string;
}

/** Seals what was posted and anchors the chain, which leaves the database by file and by mail. */
export async function plantBooks(world: World, folder: string): Promise<PlantedBooks> {
  const { database } = world;
  await postWithMemo(database);
  await sealJournals(database, "test");
  await anchorChains({
    ...{ database, newId, clock: () => new Date(), anchorKey: new AnchorKey(Buffer.alloc(32)) },
    storage: {
      keep: async () => undefined,
      open: async () => Readable.from([]),
      remove: async () => undefined,
    },
    scratch: folder,
    mailer: { send: async () => undefined, close: () => undefined },
    anchorsTo: { name: "Aud", address: "aud@example.com" },
  })("test");
  const [row] = await world.asOwner<{ txn: string; account: string; anchor: string }>(
    `select seal.txn_id as txn, (select account_id from journal_entry where txn_id = seal.txn_id and line_no = 2) as account,
       (select id from chain_anchor limit 1) as anchor
     from journal_seal as seal
     order by seq
     limit 1`,
  );
  if (!row) throw new Error("nothing was posted");
  return {
    journalTransaction: idOf("jrn", row.txn),
    ledgerAccount: idOf("led", row.account),
    chainAnchor: idOf("anc", row.anchor),
  };
}

/** What nobody posts so far: with a note, and of no partner. */
async function postWithMemo(database: Database): Promise<void> {
  await database.transaction(systemSession("test"), async (tx) => {
    const line = (role: "fx_clearing" | "fx_gain_loss", minor: bigint) => ({
      account: { role },
      amount: money(minor, "EUR"),
      creditId: null,
    });
    postJournal(tx, {
      ...{ id: newId("jrn"), entityId: DEFAULT_ENTITY_ID, kind: "SETTLE", key: "planted" },
      ...{ effectiveOn: new Date().toISOString().slice(0, 10), source: newId("pay") },
      lines: [line("fx_clearing", 1n), line("fx_gain_loss", -1n)],
      memo: "The bank's own rate",
    });
    return null;
  });
}

/** Anchors of so many days before. */
export async function plantAnchors(world: World, days: number): Promise<void> {
  await world.asOwner(
    `insert into chain_anchor (id, entity_id, anchored_on, seq, hash, anchored_at, signature, public_key)
     select gen_random_uuid(), seal.entity_id, anchor.anchored_on - n, seal.seq, seal.hash, anchor.anchored_at - n * interval '1 day',
       anchor.signature, anchor.public_key
     from chain_anchor as anchor
     join journal_seal as seal on seal.entity_id = anchor.entity_id and seal.seq = 1
     cross join generate_series(1, $1::integer) as n`,
    [days],
  );
}
