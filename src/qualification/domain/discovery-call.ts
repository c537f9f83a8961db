import type {
  ContactId,
  DiscoveryCallId,
  LeadId,
  PartnerId,
  PartnerMemberId,
  Refusal,
} from "../../kernel/index.ts";
import { excerpt, refuse, refuseAll } from "../../kernel/index.ts";

export const LONGEST_CALL_MINUTES = 1_440;
/** So many of either side's people, and so many contacts. */
export const MOST_PARTICIPANTS = 20;
export const MOST_CALL_ANSWERS = 30;
export const LONGEST_NOTES = 10_000;

/** On which side of a call somebody sat. */
export const CALL_SIDES = {
  VENDOR: "One of the vendor's people.",
  PARTNER: "One of the people of the lead's partner.",
  PROSPECT: "A contact of the lead.",
} as const;

/** What was answered in a call, by its slot in the criteria's framework. */
export interface CallAnswer {
  readonly slot: string;
  readonly text: string;
}

/** A call as somebody tells it. */
export interface ToldCall {
  readonly heldAt: Date;
  readonly minutes: number;
  readonly memberIds: readonly PartnerMemberId[];
  readonly contactIds: readonly ContactId[];
  readonly notes: string | null;
  readonly answers: readonly CallAnswer[];
}

export type Participant =
  | { readonly side: "VENDOR" | "PARTNER"; readonly memberId: PartnerMemberId }
  | { readonly side: "PROSPECT"; readonly contactId: ContactId };

/** What decides whether a call can have been one of its lead. */
export interface CallFacts {
  readonly partnerId: PartnerId;
  /** Those of the named members that there are, with their partner; null for the vendor's people. */
  readonly members: ReadonlyMap<PartnerMemberId, PartnerId | null>;
  /** Those of the named contacts that are the lead's. */
  readonly contacts: ReadonlySet<ContactId>;
  /** Those of the criteria that count for the lead. */
  readonly slots: readonly string[];
}

/** Who took part in a call, with each problem of what was told at its path. */
export function decideCall(told: ToldCall, facts: CallFacts): readonly Participant[] | Refusal {
  const found = told.memberIds.map((memberId): Participant | Refusal => {
    const partnerId = facts.members.get(memberId);
    if (partnerId === null) return { side: "VENDOR", memberId };
    if (partnerId === facts.partnerId) return { side: "PARTNER", memberId };
    return refuse("NOT_FOUND", `${memberId} is nobody of the vendor's or of the lead's partner.`, {
      path: ["memberIds"],
    });
  });
  const persons = told.contactIds.map((contactId): Participant | Refusal =>
    facts.contacts.has(contactId)
      ? { side: "PROSPECT", contactId }
      : refuse("NOT_FOUND", `${contactId} is no contact of the lead.`, {
          path: ["contactIds"],
        }),
  );
  const participants = [...found, ...persons].flatMap((each) => ("side" in each ? [each] : []));
  const strangers = [...found, ...persons].flatMap((each) => ("side" in each ? [] : [each]));
  return refuseAll([...strangers, ...straySlots(told.answers, facts.slots)]) ?? participants;
}

function straySlots(answers: readonly CallAnswer[], slots: readonly string[]): readonly Refusal[] {
  return answers.flatMap(({ slot }, index) => {
    const path = ["answers", index, "slot"];
    if (!slots.includes(slot))
      return refuse(
        "VALIDATION_FAILED",
        `"${excerpt(slot)}" is no slot of the criteria that count for the lead: ${slots.join(", ")}.`,
        { path },
      );
    return answers.findIndex((other) => other.slot === slot) < index
      ? refuse("VALIDATION_FAILED", `${slot} is answered twice; answer it once.`, { path })
      : [];
  });
}

/** A record of a call as it stands. */
export interface StandingCall {
  readonly id: DiscoveryCallId;
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly number: number;
  readonly heldAt: Date;
  readonly minutes: number;
  readonly isWithPartner: boolean;
  readonly isRemoved: boolean;
  readonly recordedAt: Date;
  /** As a uuid. */
  readonly recordedBy: string;
  readonly writtenAt: Date;
  /** True where a lead was qualified on it. */
  readonly isCounted: boolean;
}

/** Refuses a change of a record by anybody but who made it, and of one that was removed. */
export function refuseChange(call: StandingCall, by: string): Refusal | null {
  const path = ["discoveryCallId"];
  if (call.recordedBy !== by)
    return refuse("FORBIDDEN", "A call is corrected and removed by who recorded it: ask them.", {
      path,
    });
  return call.isRemoved ? refuse("ALREADY_DONE", "The call was removed before.", { path }) : null;
}

/** Refuses to remove a call on which a lead was qualified. */
export const refuseRemoval = ({ isCounted }: StandingCall): Refusal | null =>
  isCounted
    ? refuse(
        "BUSINESS_RULE",
        "The lead was qualified on this call: correct what is wrong in it, or have the move undone first.",
        { path: ["discoveryCallId"] },
      )
    : null;

const STAGES = ["SAL", "SQL", "OPPORTUNITY"];

/** Refuses to record a call of a lead that is not accepted, or not open any more. */
export function refuseCallStage(stage: string): Refusal | null {
  if (STAGES.includes(stage)) return null;
  return refuse(
    "INVALID_TRANSITION",
    `A discovery call is recorded while its lead is at ${STAGES.join(", ")}, and this one is at ${stage}.`,
    { details: { currentStage: stage } },
  );
}

/** Absent, or one that the caller may not see: it is told the same. */
export const callNotThere = (id: DiscoveryCallId): Refusal =>
  refuse("NOT_FOUND", `There is no discovery call ${id} that you can see.`, {
    path: ["discoveryCallId"],
  });
