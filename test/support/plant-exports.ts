import { uuidOf } from "../../src/kernel/index.ts";
import type { ExportRunId } from "../../src/kernel/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** A file of a partner's own that waits. */
export async function plantOwnExport(world: ServedWorld, by: CastMember): Promise<void> {
  await done(world, by.key, "startExport", { kind: "CREDIT_DETAIL" }, "exportRun { id }");
}

/** Exports as if they had been written: one that is there, whose id is returned, one that failed and one that is told to end. */
export async function plantExports(
  world: ServedWorld,
  by: CastMember,
  glMappingId: string,
): Promise<string> {
  const ask = async (input: object): Promise<ExportRunId> => {
    const made = await done(world, by.key, "startExport", input, "exportRun { id }");
    return made["exportRun"].id;
  };
  const ended = await ask({ kind: "TRIAL_BALANCE" });
  await done(world, by.key, "cancelExport", { exportRunId: ended });
  const failed = await ask({
    ...{ kind: "CREDIT_DETAIL", format: "XLSX", currency: "EUR" },
    ...{ partnerId: by.memberId.replace("mem_", "prt_") },
    incentiveProgramId: by.memberId.replace("mem_", "inc_"),
    ...{ creditState: "REVERSED", reversalReason: "FRAUD" },
  });
  await ask({ kind: "PAYOUT_LINES", payoutBatchId: by.memberId.replace("mem_", "bat_") });
  await world.asOwner(
    `update export_run set status = 'FAILED', started_at = now(), finished_at = now(), failure = 'Too large' where id = $1`,
    [uuidOf(failed)],
  );
  const written = await ask({
    ...{ kind: "GL_JOURNAL", grain: "DETAIL", profile: "XERO", glMappingId },
    ...{ from: "2026-01-01", until: "2026-02-01" },
  });
  await world.asOwner(
    `update export_run
     set status = 'DONE', watermark = 0, started_at = now(), finished_at = now(), expires_at = now() + interval '7 days',
       byte_size = 2, sha256 = sha256('{}'), manifest = '{"rows": "0", "fileName": "gl-journal.zip"}'
     where id = $1`,
    [uuidOf(written)],
  );
  return written;
}
