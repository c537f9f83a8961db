import { createHash } from "node:crypto";

import type { StatementId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { MOST_DRAWN_LINES } from "./domain/drawn-statement.ts";
import { drawStatement } from "./draw-statement.ts";
import type { KeptPdf } from "./store/statement-pdf-store.ts";
import { queuePdf, readDrawnStatement, readPdf } from "./store/statement-pdf-store.ts";

export interface StatementPdfDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** A statement as PDF; how many lines it has where they are too many to draw; null where the caller has no such statement. */
export type StatementPdf = KeptPdf | { readonly tooManyLines: number; readonly most: number };
export type OpenStatementPdf = (session: Session, id: StatementId) => Promise<StatementPdf | null>;

/**
 * Statements as PDF. Each is drawn when it is asked for first, and kept: from then on it has the same bytes whatever
 * becomes of names, fonts and libraries. A process draws one at a time, since drawing takes all of its attention.
 */
export function statementPdfs({ database, clock }: StatementPdfDeps): OpenStatementPdf {
  let drawing: Promise<unknown> = Promise.resolve();
  const drawInTurn = (session: Session, id: StatementId): Promise<void> => {
    const own = drawing.then(() => drawOnce({ database, clock }, session, id));
    drawing = own.catch(() => undefined);
    return own;
  };
  return async (session, id) => {
    const found = await readPdf(database, session, id);
    if (found === null) return null;
    if (found.kept) return asItWasDrawn(id, found.kept);
    if (found.lineCount > MOST_DRAWN_LINES)
      return { tooManyLines: found.lineCount, most: MOST_DRAWN_LINES };
    await drawInTurn(session, id);
    const drawn = await readPdf(database, session, id);
    return drawn?.kept ? asItWasDrawn(id, drawn.kept) : null;
  };
}

/** Draws and keeps it, unless somebody did before. What is drawn is the same whoever asks: it is read as the system. */
async function drawOnce(
  { database, clock }: StatementPdfDeps,
  session: Session,
  id: StatementId,
): Promise<void> {
  if ((await readPdf(database, session, id))?.kept !== null) return;
  const asSystem = systemSession(session.requestId);
  const content = await drawStatement(await readDrawnStatement(database, asSystem, id));
  const sha256 = sha256Of(content);
  await database.transaction(asSystem, async (tx) => {
    queuePdf(tx, { id, content, sha256, at: clock() });
    return null;
  });
}

/** What was sent once is what is sent: a file that is another one by now goes to nobody. */
function asItWasDrawn(id: StatementId, kept: KeptPdf): KeptPdf {
  if (!sha256Of(kept.content).equals(kept.sha256))
    throw new Error(`the PDF of ${id} is not what was drawn`);
  return kept;
}

const sha256Of = (content: Buffer): Buffer => createHash("sha256").update(content).digest();
