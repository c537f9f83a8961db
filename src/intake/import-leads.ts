import { lockStored, queueNeeded } from "../files/index.ts";
import type { Principal } from "../identity/index.ts";
import type { ImportRunId, PartnerId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database, RefusalsByConstraint, Transaction } from "../platform/database/index.ts";
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
    once<ImportLeads, ImportAsked>(deps.database, call, async (tx) => {
      const { partnerId } = call.actor;
      if (partnerId === null || principal === null)
        return refuse("FORBIDDEN", "Leads are imported by a partner's own members and API keys.");
      return askForImport(deps, tx, call, { partnerId, principal, isVendor: false });
    });

/** Whose leads are in a file, and who asks for them to be registered. */
export interface ImportAsker {
  readonly partnerId: PartnerId;
  readonly principal: Principal;
  /** Whether the file is the vendor's, which asks on the partner's behalf. */
  readonly isVendor: boolean;
}

/** Queues an import of one of the session's own files. */
export async function askForImport(
  deps: ImportLeadsDeps,
  tx: Transaction,
  { command, session, at }: Pick<Call<ImportLeads>, "command" | "session" | "at">,
  { partnerId, principal, isVendor }: ImportAsker,
): Promise<ImportAsked | Refusal> {
  const { uploadId } = command;
  const file = (await lockStored(tx, session, [uploadId], at)).get(uploadId);
  if (!file)
    return refuse(
      "NOT_FOUND",
      `There is no file ${uploadId} of yours that waits to be used: send it first, within a day of using it.`,
      { path: ["uploadId"] },
    );
  if (file.purpose !== "IMPORT")
    return refuse("VALIDATION_FAILED", `The file ${uploadId} was sent for ${file.purpose}.`, {
      path: ["uploadId"],
    });
  const runId = deps.newId("imp");
  const { consentBasis, kind, source, campaign, currency } = command;
  tx.queue(
    deps.database.insert(ImportRunRow, {
      id: uuidOf(runId),
      partnerId: uuidOf(partnerId),
      ...(isVendor
        ? { vendorUploadId: uuidOf(uploadId), fileName: file.fileName }
        : { uploadId: uuidOf(uploadId) }),
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
    NOT_THERE,
  );
  queueNeeded(tx, session, [uploadId]);
  return { kind: "ImportAsked", runId, subjects: [runId, uploadId] };
}

const NOT_THERE: RefusalsByConstraint = {
  import_run_program_fkey: () =>
    refuse("NOT_FOUND", "There is no such program, or you are not enrolled in it.", {
      path: ["programId"],
    }),
  import_run_partner_fkey: () =>
    refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] }),
};
