import type { LeadId, PartnerId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, Movable, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import {
  beginMove,
  completeMove,
  readRegistrants,
  readSurvivor,
  refuseOwnRegistration,
} from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import {
  queueAppealDecided,
  queueClaimsBack,
  readAppealable,
  refuseDeciding,
} from "../protection/index.ts";

export interface DecideAppeal extends MoveLead {
  /** For the vendor alone. */
  readonly note: string | null;
}

export interface UpholdAppealDeps extends MoveLeadDeps {
  /** Passes what became of a lead that was passed on back to its partner; what does it stands above. */
  readonly giveBack: (
    tx: Transaction,
    call: Pick<Call<MoveLead>, "command" | "actor" | "session" | "at">,
    back: { readonly leadId: LeadId; readonly partnerId: PartnerId },
  ) => Promise<Outcome | Refusal>;
}

/**
 * The decision was wrong: the lead is in review again, and claims its prospect since when it did. One
 * that was passed on comes back to its partner, in a new lead that goes on as it stands now.
 */
export const upholdAppeal = (deps: UpholdAppealDeps) => (call: Call<DecideAppeal>) =>
  once<DecideAppeal, LeadMoved>(deps.database, call, async (tx) => {
    const movable = await beginDeciding(deps, tx, call, "upholdAppeal");
    if (isRefusal(movable)) return movable;
    if (movable.lead.stage === "MERGED") return upholdAgainstTransfer(deps, tx, call, movable);
    queueClaimsBack(tx, movable.lead);
    return completeMove(deps, tx, call, movable, "AppealUpheld", {
      eventType: "REINSTATED",
      note: call.command.note,
      isBack: true,
    });
  });

async function upholdAgainstTransfer(
  deps: UpholdAppealDeps,
  tx: Transaction,
  call: Call<DecideAppeal>,
  movable: Movable,
): Promise<LeadMoved | Refusal> {
  const survivor = await readSurvivor(tx, call.session, movable.lead.id);
  if (survivor === null) throw new Error(`the lead ${movable.lead.id} goes on nowhere`);
  const back = { leadId: survivor, expectedVersion: null, comment: call.command.comment };
  const { id: leadId, partnerId } = movable.lead;
  const given = await deps.giveBack(tx, { ...call, command: back }, { leadId, partnerId });
  if (isRefusal(given)) return given;
  const upheld = completeMove(deps, tx, call, movable, "AppealUpheld", {
    eventType: "APPEAL_UPHELD",
    note: call.command.note,
  });
  return { ...upheld, subjects: [...upheld.subjects, ...given.subjects] };
}

/** The decision stands; the lead stays closed. */
export const dismissAppeal = (deps: MoveLeadDeps) => (call: Call<DecideAppeal>) =>
  once<DecideAppeal, LeadMoved>(deps.database, call, async (tx) => {
    const movable = await beginDeciding(deps, tx, call, "dismissAppeal");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "AppealDismissed", {
      eventType: "APPEAL_DISMISSED",
      note: call.command.note,
    });
  });

/** Locks the lead, and queues the end of its open appeal where this person may decide it. */
async function beginDeciding(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<DecideAppeal>,
  verb: "upholdAppeal" | "dismissAppeal",
): Promise<Movable | Refusal> {
  if (call.actor.id === null) throw new Error("somebody decides an appeal");
  const [movable, decision, registrants] = await Promise.all([
    beginMove(deps, tx, call, verb),
    readAppealable(tx, call.session, call.command.leadId),
    readRegistrants(tx, [call.command.leadId]),
  ]);
  if (isRefusal(movable)) return movable;
  const refusal =
    refuseDeciding(decision, call.actor.id) ??
    refuseOwnRegistration(registrants, call.actor.id, "decideAppeal");
  if (refusal) return refusal;
  if (decision?.appeal)
    queueAppealDecided(tx, decision.appeal.id, {
      isUpheld: verb === "upholdAppeal",
      at: movable.at,
    });
  return movable;
}
