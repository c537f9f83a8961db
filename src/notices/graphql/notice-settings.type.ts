import { Field, ObjectType } from "type-graphql";

import { Authenticated, describedEnum, Payload, UserError } from "../../platform/graphql/index.ts";
import { NOTICE_KINDS, NOTICE_LOCALES } from "../domain/kinds.ts";
import type { NoticeKind, NoticeLocale } from "../domain/kinds.ts";

export const NoticeKindEnum = describedEnum(
  "NoticeKind",
  "What people are told by e-mail",
  NOTICE_KINDS,
);

export const NoticeLocaleEnum = describedEnum(
  "NoticeLocale",
  "The languages in which people are told",
  NOTICE_LOCALES,
);

@ObjectType("NoticeSettings", {
  description: "What a member wants to be told by e-mail",
  simpleResolvers: true,
})
@Authenticated()
export class NoticeSettingsType {
  @Field(() => NoticeLocaleEnum, { description: "In which language" })
  locale: NoticeLocale;

  @Field(() => [NoticeKindEnum], { description: "What is not told" })
  mutedKinds: readonly NoticeKind[];

  @Field(() => Boolean, {
    description:
      "True where the member is told of all leads that it may see, and not of those alone that it registered or holds",
  })
  allLeads: boolean;
}

@ObjectType("UpdateNoticeSettingsPayload", {
  description: "Result of updateNoticeSettings",
  simpleResolvers: true,
})
@Payload()
export class UpdateNoticeSettingsPayload {
  @Field(() => NoticeSettingsType, {
    nullable: true,
    description: "The settings as they are now; null where nothing was done",
  })
  noticeSettings: NoticeSettingsType | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}
