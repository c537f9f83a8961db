import type { LeadId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { readSurvivor } from "../leads/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";

/** Of a lead that ended, for whoever may know where it goes on: there it is done. Else why it is not. */
export async function goesOnElsewhere(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
  moved: Refusal,
  what: string,
): Promise<Refusal> {
  const survivorLeadId = await readSurvivor(tx, session, leadId);
  if (survivorLeadId === null) return moved;
  return refuse(
    "LEAD_MERGED",
    `The lead has ended and goes on in ${survivorLeadId}: ${what} for that one.`,
    { details: { survivorLeadId } },
  );
}
