import type { Clock } from "../../platform/clock.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { authSession } from "../../platform/database/index.ts";

import { documentOfPartner, documentOfVendor } from "./stored-document-queries.ts";
import type { StoredDocumentView } from "./stored-document-queries.ts";

/** Finds stored documents by the hexadecimal SHA-256 of their text. */
export interface StoredDocuments {
  /**
   * A document of the session's partner or of the vendor; null where there is none. Without a
   * session the vendor's alone. A rival's is looked for and missed like one that nobody stored.
   */
  readonly find: (session: Session | null, sha256: string) => Promise<string | null>;
  /** Forgets what was not found: it may be there now. */
  readonly forgetMisses: () => void;
}

const KEPT = 2_000;
const KEPT_BYTES = 16 * 1_048_576;
/** Another instance may have stored it meanwhile. */
const MISS_KEPT_MS = 3_000;
const MISSES_KEPT = 2_000;

/**
 * Documents never change, so one that was read is not read again: by whom it may be run stands in
 * its name here. What is kept is bounded; the latest used stays.
 */
export function makeStoredDocuments(database: Database, clock: Clock): StoredDocuments {
  const texts = new Map<string, string>();
  const misses = new Map<string, Date>();
  const underway = new Map<string, Promise<string | null>>();
  let bytes = 0;
  /** How often something was stored: a miss of before that is none any more. */
  let stores = 0;

  const recall = (name: string): string | null => {
    const text = texts.get(name);
    if (text === undefined) return null;
    texts.delete(name);
    texts.set(name, text);
    return text;
  };
  const drop = (name: string): void => {
    bytes -= Buffer.byteLength(texts.get(name) ?? "");
    texts.delete(name);
  };
  const keep = (name: string, text: string): void => {
    drop(name);
    texts.set(name, text);
    bytes += Buffer.byteLength(text);
    for (const oldest of texts.keys()) {
      if (texts.size <= KEPT && bytes <= KEPT_BYTES) return;
      drop(oldest);
    }
  };
  const isMissed = (name: string): boolean => {
    const at = misses.get(name);
    return at !== undefined && clock().getTime() - at.getTime() < MISS_KEPT_MS;
  };
  const noteMiss = (name: string): void => {
    misses.delete(name);
    misses.set(name, clock());
    const [oldest] = misses.keys();
    if (misses.size > MISSES_KEPT && oldest !== undefined) misses.delete(oldest);
  };

  const read = async (session: Session | null, sha256: string): Promise<string | null> => {
    const hash = Buffer.from(sha256, "hex");
    const storesBefore = stores;
    if (session !== null && session.partnerId !== null) {
      const own = documentOfPartner(session.partnerId, hash);
      const found = await database.readOne<StoredDocumentView>(session, own);
      if (found) {
        keep(nameOf(session, sha256), found.text);
        return found.text;
      }
    }
    const vendors = await database.readOne<StoredDocumentView>(
      authSession(session?.requestId ?? "stored-documents"),
      documentOfVendor(hash),
    );
    if (vendors) keep(nameOf(null, sha256), vendors.text);
    else if (stores === storesBefore) noteMiss(nameOf(session, sha256));
    return vendors?.text ?? null;
  };

  return {
    find: async (session, sha256) => {
      const name = nameOf(session, sha256);
      const known = recall(name) ?? recall(nameOf(null, sha256));
      if (known !== null || isMissed(name)) return known;
      // one read answers all who ask meanwhile
      const reading = underway.get(name) ?? read(session, sha256);
      underway.set(name, reading);
      return reading.finally(() => underway.delete(name));
    },
    forgetMisses: () => {
      stores += 1;
      misses.clear();
      underway.clear();
    },
  };
}

function nameOf(session: Session | null, sha256: string): string {
  return `${session?.partnerId ?? "vendor"} ${sha256}`;
}
