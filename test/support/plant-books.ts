import { Readable } from "node:stream";

import { idOf } from "../../src/kernel/index.ts";
import { anchorChains, AnchorKey, sealJournals } from "../../src/ledger/index.ts";
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
