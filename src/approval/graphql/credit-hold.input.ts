import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { DecideHoldRelease } from "../decide-hold-release.ts";
import { HOLD_KINDS } from "../domain/hold.ts";
import type { Held, HoldKind } from "../domain/hold.ts";
import type { PlaceCreditHold } from "../place-credit-hold.ts";
import type { RequestHoldRelease } from "../request-hold-release.ts";

import { HoldKindEnum } from "./credit-hold.type.ts";

const LONGEST = 2_000;

@InputType("PlaceCreditHoldInput", {
  description: "What is held, a credit or all of a partner, and why",
})
export class PlaceCreditHoldInput {
  @Field(() => ID, {
    nullable: true,
    description:
      "The credit, crd_…, with all that changes it; left out where a partner is named. Of a change the credit that it changes is held",
  })
  creditId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "All of this partner, prt_…, also what it earns from now on",
  })
  partnerId?: string | null;

  @Field(() => HoldKindEnum, { description: "Why" })
  kind: string;

  @Field(() => String, {
    description: "Why, in words, up to 2,000 characters; for the vendor alone",
  })
  reason: string;

  @Field(() => String, {
    nullable: true,
    description: "What shows it, up to 2,000 characters; for the vendor alone",
  })
  evidence?: string | null;
}

@InputType("RequestHoldReleaseInput", { description: "Which hold should be let go, and why" })
export class RequestHoldReleaseInput {
  @Field(() => ID, { description: "The hold, hld_…" })
  creditHoldId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

@InputType("DecideHoldReleaseInput", { description: "Whether a hold is let go" })
export class DecideHoldReleaseInput {
  @Field(() => ID, { description: "The hold, hld_…, that somebody else asked to let go" })
  creditHoldId: string;

  @Field(() => Boolean, { description: "Whether it is let go; else it goes on to hold" })
  isReleased: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Why, up to 2,000 characters; needed where it goes on to hold",
  })
  note?: string | null;
}

export function readPlace(reader: InputReader, input: PlaceCreditHoldInput): PlaceCreditHold {
  return {
    held: readHeld(reader, input),
    kind: readKind(input.kind),
    reason: reader.text(["reason"], input.reason, LONGEST, "many"),
    evidence: reader.optionalText(["evidence"], input.evidence, LONGEST, "many"),
  };
}

function readHeld(reader: InputReader, input: PlaceCreditHoldInput): Held {
  const creditId = input.creditId ?? null;
  const partnerId = input.partnerId ?? null;
  if (creditId === null && partnerId === null)
    reader.report(["creditId"], "must be given, or partnerId instead");
  if (creditId !== null && partnerId !== null)
    reader.report(["partnerId"], "must be left out where creditId is given: one of the two");
  return creditId === null
    ? { partnerId: reader.id(["partnerId"], "prt", partnerId ?? "") }
    : { creditId: reader.id(["creditId"], "crd", creditId) };
}

const isHoldKind = (text: string): text is HoldKind => Object.hasOwn(HOLD_KINDS, text);

function readKind(text: string): HoldKind {
  if (!isHoldKind(text)) throw new Error(`a hold is of a kind that is not there: ${text}`);
  return text;
}

export const readRequest = (
  reader: InputReader,
  input: RequestHoldReleaseInput,
): RequestHoldRelease => ({
  creditHoldId: reader.id(["creditHoldId"], "hld", input.creditHoldId),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});

export function readDecideRelease(
  reader: InputReader,
  input: DecideHoldReleaseInput,
): DecideHoldRelease {
  const { isReleased } = input;
  if (!isReleased && (input.note ?? null) === null)
    reader.report(["note"], "is missing: say why it goes on to hold");
  return {
    creditHoldId: reader.id(["creditHoldId"], "hld", input.creditHoldId),
    isReleased,
    note: reader.optionalText(["note"], input.note, LONGEST, "many"),
  };
}
