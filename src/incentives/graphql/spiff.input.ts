import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import { LONGEST_SPIFF_NAME } from "../domain/spiffs.ts";
import type { Spiff } from "../domain/spiffs.ts";

import { readKey } from "./incentive-condition.input.ts";

@InputType("SpiffInput", {
  description: "That a rule pays on top of the others of its milestone, for a time",
})
export class SpiffInput {
  @Field(() => String, {
    description:
      "What it is earned once under, in all versions: up to 40 small letters, digits and _, a letter first",
  })
  key: string;

  @Field(() => String, {
    description: `What partners are told it is called, up to ${LONGEST_SPIFF_NAME} characters`,
  })
  name: string;

  @Field(() => DateTimeScalar, {
    description: "Milestones count from this instant on, while the version pays",
  })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: "Milestones count until right before this instant" })
  endsAt: Date;
}

export function readSpiff(
  reader: InputReader,
  path: readonly (string | number)[],
  given: SpiffInput | null | undefined,
): Spiff | null {
  if (!given) return null;
  const { key, name, startsAt, endsAt } = given;
  if (endsAt <= startsAt) reader.report([...path, "endsAt"], "must be later than startsAt");
  return {
    key: readKey(reader, [...path, "key"], key),
    name: reader.text([...path, "name"].map(String), name, LONGEST_SPIFF_NAME),
    ...{ startsAt, endsAt },
  };
}
