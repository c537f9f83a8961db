import { openExport } from "../exports/index.ts";
import type { FileLinks } from "../files/index.ts";
import { LINK_PATHS, receiveUpload } from "../files/index.ts";
import type { Identity } from "../identity/index.ts";
import { openProblems } from "../intake/index.ts";
import { openEvidence } from "../leads/index.ts";
import type { Vault } from "../platform/vault.ts";
import { openBankFile } from "../payouts/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import type { FileUpload, LinkedFiles } from "../platform/http/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

export interface FileDoorsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
  readonly links: FileLinks;
  readonly storage: FileStorage;
  readonly scratch: string;
  readonly vault: Vault;
}

export interface FileDoors {
  readonly uploads: readonly FileUpload[];
  readonly linkedFiles: readonly LinkedFiles[];
}

/** Where files come in and go out by links. Each time it is asked whether who has the link still stands. */
export function fileDoors(deps: FileDoorsDeps): FileDoors {
  const open = {
    evidence: openEvidence(deps),
    problems: openProblems(deps),
    export: openExport(deps),
    bankFile: openBankFile(deps),
  };
  return {
    uploads: [{ path: LINK_PATHS.upload, receive: receiveUpload(deps) }],
    linkedFiles: [
      {
        path: LINK_PATHS.evidence,
        open: async ({ link: text }, requestId) => {
          const link = deps.links.read(text, deps.clock());
          if (link === null || link.kind === "upload") return null;
          const standing = await deps.identity.stillStands(link.principal, requestId);
          return standing && open[link.kind](link.id, standing);
        },
      },
    ],
  };
}
