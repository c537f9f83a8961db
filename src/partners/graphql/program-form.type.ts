import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Authenticated, Cost, DateTimeScalar, ListSize } from "../../platform/graphql/index.ts";

import { CustomFieldTypeEnum, StandardFieldEnum } from "./program-enums.ts";

@ObjectType("LocalizedText", { description: "A text in one language", simpleResolvers: true })
@Authenticated()
@Cost(0)
class LocalizedTextType {
  @Field(() => String, { description: "The language, a tag of BCP 47 such as de or pt-BR" })
  language: string;

  @Field(() => String, { description: "The text" })
  text: string;
}

@ObjectType("FormOption", { description: "What can be chosen", simpleResolvers: true })
@Authenticated()
@Cost(0)
class FormOptionType {
  @Field(() => String, { description: "What is sent as the value" })
  key: string;

  @Field(() => [LocalizedTextType], { description: "What people read" })
  @ListSize(3)
  labels: LocalizedTextType[];
}

@ObjectType("FormField", {
  description: "A field of a program's own, with all that is needed to draw and check it",
  simpleResolvers: true,
})
@Authenticated()
class FormFieldType {
  @Field(() => String, { description: "What customFields names it by" })
  key: string;

  @Field(() => CustomFieldTypeEnum, { description: "What it holds" })
  type: string;

  @Field(() => Boolean, { description: "Whether nothing is registered without it" })
  isRequired: boolean;

  @Field(() => Boolean, {
    description: "True where it is about a person: the vendor reads it once the lead is accepted",
  })
  isPersonal: boolean;

  @Field(() => [LocalizedTextType], { description: "What it is called" })
  @ListSize(3)
  labels: LocalizedTextType[];

  @Field(() => [LocalizedTextType], { description: "What helps to fill it in" })
  @ListSize(3)
  help: LocalizedTextType[];

  @Field(() => [FormOptionType], { description: "Of a choice, what can be chosen, in this order" })
  options: FormOptionType[];

  @Field(() => String, { nullable: true, description: "The least number, or the earliest day" })
  minimum: string | null;

  @Field(() => String, { nullable: true, description: "The greatest number, or the latest day" })
  maximum: string | null;

  @Field(() => Int, { nullable: true, description: "Of a text, the most characters" })
  maxLength: number | null;
}

@ObjectType("ProgramForm", {
  description:
    "A version of what a program asks of a registration. Company name, contact name, e-mail address and lawful basis are always required",
  simpleResolvers: true,
})
@Needs("PROGRAMS_READ")
export class ProgramFormType {
  @Field(() => Int, { description: "Its number: 1, 2, 3 …; it never changes" })
  number: number;

  @Field(() => [StandardFieldEnum], { description: "The standard fields that it requires besides" })
  requiredFields: string[];

  @Field(() => [FormFieldType], { description: "The fields of its own, in the order to draw them" })
  fields: FormFieldType[];

  @Field(() => String, {
    description:
      "What the values of its own fields must be, a JSON Schema (2020-12) to check them as they are typed; they are sent as text",
  })
  jsonSchema: string;

  @Field(() => DateTimeScalar, { description: "When it was published" })
  publishedAt: Date;
}
