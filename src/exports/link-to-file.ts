import type { FileLinks } from "../files/index.ts";
import type { Identity } from "../identity/index.ts";
import type { ExportRunId, PartnerMemberId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";

import { isExportKind, scopesFor } from "./domain/export-run.ts";
import { readWritten } from "./store/export-run-store.ts";

export interface LinkToFileDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
  readonly links: FileLinks;
}

/** Long enough to go on to the file. In milliseconds. */
const LINK_MS = 60_000;

/** A link to the file of an export for a member that asked for it or is told of its report; null where it is not theirs, or gone. */
export const linkToFile =
  ({ database, clock, identity, links }: LinkToFileDeps) =>
  async (memberId: PartnerMemberId, id: ExportRunId, requestId: string): Promise<string | null> => {
    const principal = { memberId, keyId: null };
    const standing = await identity.stillStands(principal, requestId);
    if (standing?.session.role !== "vendor") return null;
    const at = clock();
    const file = await readWritten(database, standing.session, id, at);
    if (file === null || !isExportKind(file.kind)) return null;
    if (!scopesFor(file.kind).every((scope) => standing.scopes.has(scope))) return null;
    return links.to({ kind: "export", id, principal, until: links.lasting(at, LINK_MS) });
  };
