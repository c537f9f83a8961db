import { Field, ID, InputType, Int } from "type-graphql";

import type { CustomFieldType, InputReader, StandardField } from "../../kernel/index.ts";
import { readForm } from "../domain/form.ts";
import type { PublishForm } from "../publish-form.ts";

import { CustomFieldTypeEnum, StandardFieldEnum } from "./program-enums.ts";

@InputType("LocalizedTextInput", { description: "A text in one language" })
export class LocalizedTextInput {
  @Field(() => String, { description: "The language, a tag of BCP 47 such as de or pt-BR" })
  language: string;

  @Field(() => String, { description: "The text" })
  text: string;
}

@InputType("FormOptionInput", { description: "What can be chosen" })
export class FormOptionInput {
  @Field(() => String, { description: "What is sent as the value: letters, digits, _ and -" })
  key: string;

  @Field(() => [LocalizedTextInput], { description: "What people read, in one language or more" })
  labels: LocalizedTextInput[];
}

@InputType("FormFieldInput", { description: "A field of a program's own" })
export class FormFieldInput {
  @Field(() => String, {
    description: "Its name in customFields: up to 40 letters, digits and _, a small letter first",
  })
  key: string;

  @Field(() => CustomFieldTypeEnum, { description: "What it holds" })
  type: CustomFieldType;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether nothing is registered without it",
  })
  isRequired: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "True where it is about a person: it is then seen as the lead's persons are",
  })
  isPersonal: boolean;

  @Field(() => [LocalizedTextInput], { description: "What it is called, in one language or more" })
  labels: LocalizedTextInput[];

  @Field(() => [LocalizedTextInput], { nullable: true, description: "What helps to fill it in" })
  help?: LocalizedTextInput[] | null;

  @Field(() => [FormOptionInput], { nullable: true, description: "Of a choice, 1 to 200 options" })
  options?: FormOptionInput[] | null;

  @Field(() => String, { nullable: true, description: "The least number, or the earliest day" })
  minimum?: string | null;

  @Field(() => String, { nullable: true, description: "The greatest number, or the latest day" })
  maximum?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Of a text, the most characters; 1,000 if left out",
  })
  maxLength?: number | null;
}

@InputType("PublishFormInput", { description: "The next version of a program's form" })
export class PublishFormInput {
  @Field(() => ID, { description: "The program, prg_…" })
  programId: string;

  @Field(() => Int, { description: "The program's version as it was read" })
  expectedVersion: number;

  @Field(() => [StandardFieldEnum], { description: "The standard fields that it requires" })
  requiredFields: StandardField[];

  @Field(() => [FormFieldInput], { description: "The fields of its own, up to 50, in their order" })
  fields: FormFieldInput[];
}

export function readPublishForm(reader: InputReader, input: PublishFormInput): PublishForm {
  return {
    programId: reader.id(["programId"], "prg", input.programId),
    expectedVersion: input.expectedVersion,
    ...readForm(reader, { required: input.requiredFields, fields: input.fields }),
  };
}
