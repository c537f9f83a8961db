import type { Id, Prefix, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { refuseOtherVersion } from "../partners/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { NamedTable, Said } from "./store/named-store.ts";
import { queueNamed, readVersion } from "./store/named-store.ts";

export interface SaveDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** What is saved of a thing with a name: all that it says; what is not named any more is gone. */
export interface SaveNamed<P extends Prefix> {
  /** Null for a new one. */
  readonly id: Id<P> | null;
  /** Of one that there is. */
  readonly expectedVersion: number | null;
  readonly name: string;
}

/** Queues a new thing with its name, or what changes of one; answers with its id. */
export async function saveNamed<P extends Prefix>(
  deps: SaveDeps,
  tx: Transaction,
  call: Pick<Call<SaveNamed<P>>, "command" | "at">,
  table: NamedTable<P>,
  said: Said = {},
): Promise<Id<P> | Refusal> {
  const { id, name, expectedVersion } = call.command;
  const version = id === null ? null : await readVersion(tx, table, id);
  const refusal = refuseSaving(table, id, version, expectedVersion);
  if (refusal) return refusal;
  const saved = id ?? deps.newId(table.prefix);
  queueNamed(tx, table, { id: saved, isNew: id === null, name, at: call.at }, said);
  return saved;
}

function refuseSaving<P extends Prefix>(
  { what, idField }: NamedTable<P>,
  id: string | null,
  version: number | null,
  expectedVersion: number | null,
): Refusal | null {
  if (id === null) return null;
  if (version === null)
    return refuse("NOT_FOUND", `There is no such ${what}.`, { path: [idField] });
  return refuseOtherVersion(what, version, expectedVersion);
}
