import { Field, InputType } from "type-graphql";

@InputType("QuestionAnswerInput", { description: "What one question is answered with" })
export class QuestionAnswerInput {
  @Field(() => String, { description: "The question's key within the version" })
  questionKey: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The value as text: a text, a whole number, true or false, a day as 2027-01-31, the key of an option",
  })
  value?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "For SOME_OF, the keys of all that is chosen",
  })
  values?: string[] | null;
}
