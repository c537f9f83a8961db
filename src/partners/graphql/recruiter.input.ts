import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { RecordRecruiter } from "../record-recruiter.ts";

@InputType("RecordRecruiterInput", { description: "Which partner recruited another" })
export class RecordRecruiterInput {
  @Field(() => ID, { description: "The partner that was recruited, prt_…" })
  partnerId: string;

  @Field(() => ID, {
    nullable: true,
    description: "The partner that recruited it, prt_…; none if null or left out",
  })
  recruiterId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The recruiter whose place it takes, as it was read, prt_…; null or left out where there was none. Refused if it is another one by now",
  })
  replacesId?: string | null;

  @Field(() => String, {
    description: "Why, up to 2000 characters; for the vendor alone",
  })
  reason: string;
}

export function readRecruiter(reader: InputReader, input: RecordRecruiterInput): RecordRecruiter {
  return {
    partnerId: reader.id(["partnerId"], "prt", input.partnerId),
    recruiterId: reader.optionalId(["recruiterId"], "prt", input.recruiterId),
    replacesId: reader.optionalId(["replacesId"], "prt", input.replacesId),
    reason: reader.text(["reason"], input.reason, 2000),
  };
}
