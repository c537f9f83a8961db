import type { PartnerId, ProgramId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { ProgramDeps, ProgramTouched } from "./create-program.ts";
import { noSuchProgram } from "./domain/program.ts";
import { endEnrolment, insertEnrolment, readEnrolment } from "./store/program-store.ts";

/** A partner and a program. */
export interface Enrolment {
  readonly programId: ProgramId;
  readonly partnerId: PartnerId;
}

/** Enrols a partner in a program: it may register under it from now on. */
export const enrolPartner = (deps: Pick<ProgramDeps, "database">) => (call: Call<Enrolment>) =>
  once<Enrolment, ProgramTouched>(deps.database, call, async (tx) => {
    const { programId, partnerId } = call.command;
    const isIn = await lookUp(tx, call.command);
    if (isRefusal(isIn)) return isIn;
    if (isIn) return refuse("ALREADY_DONE", "The partner is enrolled in this program already.");

    tx.queue(insertEnrolment(partnerId, programId, call.at));
    return { kind: "PartnerEnrolled", programId, subjects: [programId, partnerId] };
  });

/** Ends an enrolment: the partner registers nothing more under the program; its leads go on as they are. */
export const endPartnerEnrolment =
  (deps: Pick<ProgramDeps, "database">) => (call: Call<Enrolment>) =>
    once<Enrolment, ProgramTouched>(deps.database, call, async (tx) => {
      const { programId, partnerId } = call.command;
      const isIn = await lookUp(tx, call.command);
      if (isRefusal(isIn)) return isIn;
      if (!isIn) return refuse("ALREADY_DONE", "The partner is not enrolled in this program.");

      tx.queue(endEnrolment(partnerId, programId, call.at));
      return { kind: "EnrolmentEnded", programId, subjects: [programId, partnerId] };
    });

async function lookUp(tx: Transaction, enrolment: Enrolment): Promise<boolean | Refusal> {
  const { isDefault, isPartner, isIn } = await readEnrolment(tx, enrolment);
  if (isDefault === null) return noSuchProgram();
  if (!isPartner) return refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] });
  if (isDefault)
    return refuse("BUSINESS_RULE", "All partners are in the default program, and stay so.", {
      path: ["programId"],
    });
  return isIn;
}
