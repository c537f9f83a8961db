import type { ProgramId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ProgramDeps, ProgramTouched } from "./create-program.ts";
import { noSuchProgram } from "./domain/program.ts";
import { TermsAcceptanceRow } from "./store/terms-acceptance.row.ts";

export interface AcceptTerms {
  readonly programId: ProgramId;
  readonly termsNumber: number;
}

/** A partner accepts terms: those in force, or later ones ahead of time. It is never taken back. */
export const acceptTerms = (deps: Pick<ProgramDeps, "database">) => (call: Call<AcceptTerms>) =>
  once<AcceptTerms, ProgramTouched>(deps.database, call, async (tx) => {
    const { actor, at } = call;
    const { programId, termsNumber } = call.command;
    if (actor.partnerId === null || actor.id === null)
      return refuse("FORBIDDEN", "Terms are accepted by a partner's own members and API keys.");
    const program = uuidOf(programId);
    const found = await tx.readOne<{ in_force: number | null; is_there: boolean }>(sql`
      select
        (
          select number
          from program_terms
          where program_id = program.id and effective_at <= ${at}::timestamptz
          order by effective_at desc, number desc
          limit 1
        ) as in_force,
        exists (
          select from program_terms where program_id = program.id and number = ${termsNumber}::integer
        ) as is_there
      from program
      where id = ${program}::uuid`);
    if (!found) return noSuchProgram();
    if (!found.is_there) return noSuchTerms(termsNumber);
    if (found.in_force !== null && termsNumber < found.in_force)
      return refuse(
        "BUSINESS_RULE",
        `Version ${termsNumber} of the terms is in force no more: accept version ${found.in_force}.`,
        { path: ["termsNumber"] },
      );
    tx.queue(
      deps.database.insert(TermsAcceptanceRow, {
        partnerId: uuidOf(actor.partnerId),
        programId: program,
        number: termsNumber,
        acceptedAt: at,
        acceptedBy: actor.id,
      }),
      { terms_acceptance_pkey: accepted },
    );
    return { kind: "TermsAccepted", programId, subjects: [programId] };
  });

const noSuchTerms = (termsNumber: number): Refusal =>
  refuse("NOT_FOUND", `The program has no version ${termsNumber} of its terms.`, {
    path: ["termsNumber"],
  });

const accepted = (): Refusal =>
  refuse("ALREADY_DONE", "Your firm has accepted this version of the terms already.");
