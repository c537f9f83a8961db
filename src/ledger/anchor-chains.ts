import { Readable } from "node:stream";

import { uuidOf } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import { systemSession } from "../platform/database/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Mailer } from "../platform/mail/index.ts";
import { receiveFile } from "../platform/storage/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import type { AnchorKey } from "./anchor-key.ts";
import { anchorLine } from "./domain/anchor.ts";
import {
  insertAnchor,
  insertExport,
  readAnchorsToExport,
  readHeadsToAnchor,
} from "./store/anchor-store.ts";
import type { AnchorToExport, ExportWay } from "./store/anchor-store.ts";

export interface AnchorChainsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly anchorKey: AnchorKey;
  readonly storage: FileStorage;
  /** Where a file lies until it is kept. */
  readonly scratch: string;
  readonly mailer: Mailer | null;
  /** To whom anchors are mailed; null where to nobody. */
  readonly anchorsTo: { readonly name: string; readonly address: string } | null;
}

/**
 * Anchors each chain once a day, and sends what was anchored out of the database: into the storage of files, and to
 * the auditors. An anchor is written first, so that one that could not be sent is sent later; one that was sent and
 * not noted is sent again, and says the same.
 */
export const anchorChains =
  (deps: AnchorChainsDeps) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const at = deps.clock();
    for (const head of await readHeadsToAnchor(deps.database, session, at)) {
      const { entityId, seq, hash } = head;
      const said = { entityId, seq, hash: hash.toString("hex"), at: at.toISOString() };
      const anchor = insertAnchor({
        id: uuidOf(deps.newId("anc")),
        head,
        at,
        signature: deps.anchorKey.sign(said),
        publicKey: deps.anchorKey.publicKey,
      });
      await write(deps.database, session, anchor);
    }
    const { mailer, anchorsTo } = deps;
    const ways = [exportBy(deps, session, "FILE", keepFile(deps))];
    if (mailer !== null && anchorsTo !== null)
      ways.push(
        exportBy(deps, session, "MAIL", (anchor) =>
          mailer.send({ ...mailOf(anchor), to: anchorsTo }),
        ),
      );
    // one way that is closed does not close the other
    const ended = await Promise.allSettled(ways);
    const failed = ended.find((each) => each.status === "rejected");
    if (failed) throw failed.reason;
  };

async function exportBy(
  { database, clock }: AnchorChainsDeps,
  session: Session,
  way: ExportWay,
  send: (anchor: AnchorToExport) => Promise<void>,
): Promise<void> {
  for (const anchor of await readAnchorsToExport(database, session, way, clock())) {
    await send(anchor);
    await write(database, session, insertExport(uuidOf(anchor.id), way, clock()));
  }
}

async function write(
  database: Database,
  session: Session,
  statement: ReturnType<typeof insertExport>,
): Promise<void> {
  await database.transaction(session, async (tx) => {
    tx.queue(statement);
    return null;
  });
}

/** The file's name: the entity's and the day's, so that a second one of the same day replaces it by the same. */
const anchorFile = ({
  entityId,
  anchoredOn,
}: Pick<AnchorToExport, "entityId" | "anchoredOn">): string => `anchor-${entityId}-${anchoredOn}`;

const keepFile =
  ({ storage, scratch }: AnchorChainsDeps) =>
  async (anchor: AnchorToExport): Promise<void> => {
    const bytes = Buffer.from(`${anchorLine(anchor)}\n`);
    const received = await receiveFile(scratch, Readable.from([bytes]), bytes.length);
    try {
      await storage.keep(anchorFile(anchor), received);
    } finally {
      await received.drop();
    }
  };

function mailOf(anchor: AnchorToExport) {
  const line = anchorLine(anchor);
  const words = `The chain of the ledger had ${anchor.seq} postings on ${anchor.anchoredOn}. Keep this line: with it npm run verify-chain tells whether they are still the same.`;
  return {
    id: anchor.id,
    subject: `Ledger anchor ${anchor.anchoredOn}: ${anchor.seq}`,
    text: `${words}\n\n${line}\n`,
    html: `<p>${words}</p><pre>${line}</pre>`,
    stopUrl: null,
  };
}
