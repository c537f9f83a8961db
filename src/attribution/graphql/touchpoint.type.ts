import { Field, ID, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  MoneyType,
} from "../../platform/graphql/index.ts";
import { CHANNELS, ROLES_OF_TOUCHES, TOUCH_SOURCES } from "../domain/touchpoint.ts";

export const TouchRoleEnum = describedEnum(
  "TouchpointRole",
  "What somebody did for a lead",
  ROLES_OF_TOUCHES,
);
export const ChannelEnum = describedEnum(
  "TouchpointChannel",
  "By which way somebody was in touch with the prospect",
  CHANNELS,
);
const TouchSourceEnum = describedEnum(
  "TouchpointSource",
  "From where a touch is known",
  TOUCH_SOURCES,
);

@ObjectType("Touchpoint", {
  description:
    "What somebody had to do with the prospect of a lead. It stays as it was recorded; a partner sees its own. The registration is a touch as well, of the lead's finder at its claim, and has no row here",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class TouchpointType {
  @Field(() => ID, { description: "The touch's id, tch_…" })
  id: string;

  @Field(() => TouchRoleEnum, { description: "What was done for the lead" })
  role: string;

  @Field(() => ChannelEnum, { description: "By which way" })
  channel: string;

  @Field(() => String, { nullable: true, description: "For which campaign; null where for none" })
  campaign: string | null;

  @Field(() => MoneyType, { nullable: true, description: "What it cost; null where not said" })
  cost: MoneyType | null;

  @Field(() => DateTimeScalar, { description: "When it was" })
  occurredAt: Date;

  @Field(() => TouchSourceEnum, { description: "From where it is known" })
  source: string;

  @Field(() => String, {
    nullable: true,
    description: "The name that its sender gave it; null where none",
  })
  reference: string | null;

  @Field(() => DateTimeScalar, { description: "When it was recorded, by the server's clock" })
  recordedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description:
      "Who recorded it; null where it was a key, and for a partner where it was one of the vendor's people",
  })
  recordedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was taken back: it counts for nothing since; null while it stands",
  })
  retractedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "Why it was taken back. Unseen by partners",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  retractReason: string | null;
}

export const TouchpointConnection = connectionType(() => TouchpointType, "Touchpoint");
