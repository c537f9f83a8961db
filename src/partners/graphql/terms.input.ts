import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader, ReadPart } from "../../kernel/index.ts";
import { excerpt } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { AcceptTerms } from "../accept-terms.ts";
import type { PublishTerms } from "../publish-terms.ts";

@InputType("PublishTermsInput", { description: "The next version of a program's terms" })
export class PublishTermsInput {
  @Field(() => ID, { description: "The program, prg_…" })
  programId: string;

  @Field(() => Int, { description: "The program's version as it was read" })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: "Their text, up to 100,000 characters" })
  text?: string | null;

  @Field(() => String, { nullable: true, description: "Where they are to be read: https://…" })
  url?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when they are in force, not in the past; from now on if left out",
  })
  effectiveAt?: Date | null;
}

@InputType("AcceptTermsInput", { description: "Terms that the caller's partner accepts" })
export class AcceptTermsInput {
  @Field(() => ID, { description: "The program, prg_…" })
  programId: string;

  @Field(() => Int, { description: "Which version: the one in force, or a later one" })
  termsNumber: number;
}

export function readPublishTerms(reader: InputReader, input: PublishTermsInput): PublishTerms {
  const text = reader.optionalText(["text"], input.text, 100_000, "many");
  const url = reader.optional(["url"], input.url, readLink);
  if (text === null && url === null && reader.problems.length === 0)
    reader.report(["text"], "is missing: give a text, a url, or both");
  return {
    programId: reader.id(["programId"], "prg", input.programId),
    expectedVersion: input.expectedVersion,
    text,
    url,
    effectiveAt: input.effectiveAt ?? null,
  };
}

export function readAcceptTerms(reader: InputReader, input: AcceptTermsInput): AcceptTerms {
  return {
    programId: reader.id(["programId"], "prg", input.programId),
    termsNumber: input.termsNumber,
  };
}

function readLink(given: string): ReadPart<string> {
  const text = given.trim();
  const isLink = text.length <= 2_000 && URL.canParse(text) && text.startsWith("https://");
  return isLink
    ? { ok: true, value: text }
    : { ok: false, problem: `is no link: "${excerpt(given)}"; expected https://…` };
}
