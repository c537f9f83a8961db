import type { ProgramId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ProgramDeps, ProgramTouched } from "./create-program.ts";
import { noSuchProgram } from "./domain/program.ts";
import { refuseOtherVersion } from "./domain/version.ts";
import { lockProgram, touchProgram } from "./store/program-store.ts";
import { ProgramTermsRow } from "./store/program-terms.row.ts";

export interface PublishTerms {
  readonly programId: ProgramId;
  readonly expectedVersion: number;
  readonly text: string | null;
  readonly url: string | null;
  /** Null: from now on. */
  readonly effectiveAt: Date | null;
}

/** Publishes the next version of a program's terms, which never changes. */
export const publishTerms = (deps: Pick<ProgramDeps, "database">) => (call: Call<PublishTerms>) =>
  once<PublishTerms, ProgramTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { programId, expectedVersion, text, url } = command;
    if (actor.id === null) throw new Error("somebody publishes terms");
    const effectiveAt = command.effectiveAt ?? at;
    if (effectiveAt < at)
      return refuse(
        "VALIDATION_FAILED",
        "effectiveAt lies in the past: terms bind nobody before.",
        {
          path: ["effectiveAt"],
        },
      );
    const program = await lockProgram(tx, programId);
    if (!program) return noSuchProgram();
    const stale = refuseOtherVersion("program", program.version, expectedVersion);
    if (stale) return stale;

    tx.queue(
      deps.database.insert(ProgramTermsRow, {
        programId: uuidOf(programId),
        number: program.termsNumber + 1,
        text,
        url,
        effectiveAt,
        publishedAt: at,
        publishedBy: actor.id,
      }),
    );
    tx.queue(touchProgram(programId, at));
    return { kind: "TermsPublished", programId, subjects: [programId] };
  });
