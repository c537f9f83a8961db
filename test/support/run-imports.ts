import { isFreeMail } from "../../src/app/free-mail.ts";
import { runImport } from "../../src/intake/index.ts";
import { idOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { ServedWorld } from "./served-world.ts";

/** What a job of an import needs, in a served world. */
export function importDeps(world: ServedWorld) {
  const { database, identity, files } = world;
  return {
    ...{ database, newId, isFreeMail, identity, programs: null, clock: () => new Date() },
    storage: files.storage,
  };
}

/** Runs the jobs of all imports that wait, part after part, until none does. */
export async function runImports(world: ServedWorld, partMs = 60_000): Promise<void> {
  const run = runImport({ ...importDeps(world), partMs });
  for (;;) {
    const [waiting] = await world.asOwner<{ id: string }>(
      "select id from import_run where status in ('QUEUED', 'RUNNING') order by requested_at limit 1",
    );
    if (!waiting) return;
    await run({ runId: idOf("imp", waiting.id) }, "import-job");
  }
}
