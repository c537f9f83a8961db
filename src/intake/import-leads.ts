import { lockStored, queueNeeded } from "../files/index.ts";
import type { Principal } from "../identity/index.ts";
import type { ImportRunId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import type { ImportLeads } from "./domain/import-run.ts";
import { ImportRunRow } from "./store/import-run.row.ts";

export interface ImportLeadsDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface ImportAsked extends Outcome {
  readonly kind: "ImportAsked";
  readonly runId: ImportRunId;
}

/** A partner asks for the leads of a file to be registered: a job does it, as who asked. */
export const importLeads =
  (deps: ImportLeadsDeps) => (call: Call<ImportLeads>, principal: Principal | null) =>
    once<ImportLeads, ImportAsked>(
      deps.database,
      call,
      async (tx): Promise<ImportAsked | Refusal> => {
        const { command, session, actor, at } = call;
        if (actor.partnerId === null || principal === null)
          return refuse("FORBIDDEN", "Leads are imported by a partner's own members and API keys.");
        const { uploadId } = command;
        const file = (await lockStored(tx, session, [uploadId], at)).get(uploadId);
        if (!file)
          return refuse(
            "NOT_FOUND",
            `There is no file ${uploadId} of yours that waits to be used: send it first, within a day of using it.`,
            { path: ["uploadId"] },
          );
        if (file.purpose !== "IMPORT")
          return refuse("VALIDATION_FAILED", `The file ${uploadId} was sent as evidence.`, {
            path: ["uploadId"],
          });
        const runId = deps.newId("imp");
        const { consentBasis, kind, source, campaign, currency } = command;
        tx.queue(
          deps.database.insert(ImportRunRow, {
            id: uuidOf(runId),
            partnerId: uuidOf(actor.partnerId),
            uploadId: uuidOf(uploadId),
            programId: command.programId === null ? null : uuidOf(command.programId),
            format: command.format,
            columns: command.columns,
            defaults: { consentBasis, kind, source, campaign, currency },
            errorPolicy: command.errorPolicy,
            dryRun: command.dryRun,
            requestedAt: at,
            requestedBy: uuidOf(principal.memberId),
            keyId: principal.keyId === null ? null : uuidOf(principal.keyId),
          }),
          NO_PROGRAM,
        );
        queueNeeded(tx, session, [uploadId]);
        return { kind: "ImportAsked", runId, subjects: [runId, uploadId] };
      },
    );

const NO_PROGRAM = {
  import_run_program_fkey: () =>
    refuse("NOT_FOUND", "There is no such program, or you are not enrolled in it.", {
      path: ["programId"],
    }),
};
