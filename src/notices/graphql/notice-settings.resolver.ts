import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  Info,
  InputType,
  Mutation,
  Resolver,
  Root,
} from "type-graphql";

import { Needs, ViewerType } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { callerOf, perform, readWith } from "../../platform/graphql/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { canBeMuted } from "../domain/kinds.ts";
import type { NoticeKind, NoticeLocale } from "../domain/kinds.ts";
import { readNoticeSettings } from "../store/settings-store.ts";
import type { NoticeSettings, SettingsChange } from "../store/settings-store.ts";
import { updateNoticeSettings } from "../update-notice-settings.ts";

import {
  NoticeKindEnum,
  NoticeLocaleEnum,
  NoticeSettingsType,
  UpdateNoticeSettingsPayload,
} from "./notice-settings.type.ts";

@InputType("UpdateNoticeSettingsInput", {
  description: "What a member says of what it is told; what is left out stays as it is",
})
export class UpdateNoticeSettingsInput {
  @Field(() => NoticeLocaleEnum, { nullable: true, description: "In which language" })
  locale?: NoticeLocale | null;

  @Field(() => [NoticeKindEnum], {
    nullable: true,
    description: "All that is not to be told, instead of what was said before",
  })
  mutedKinds?: NoticeKind[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether to be told of all leads that the member may see",
  })
  allLeads?: boolean | null;
}

const MOST_KINDS = 50;

/** What each member is told by e-mail, which is its own to say. */
@Resolver(() => ViewerType)
export class NoticeSettingsResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @FieldResolver(() => NoticeSettingsType, {
    nullable: true,
    description: "What the member is told by e-mail",
  })
  async noticeSettings(
    @Root() _viewer: ViewerType,
    @Ctx() context: RequestContext,
  ): Promise<NoticeSettingsType> {
    return toType(await this.#settingsOf(callerOf(context).session));
  }

  @Mutation(() => UpdateNoticeSettingsPayload, {
    nullable: true,
    description: "Says what the member wants to be told by e-mail, and in which language",
  })
  @Needs("LEADS_READ")
  async updateNoticeSettings(
    @Arg("input", () => UpdateNoticeSettingsInput, { description: "What is said anew" })
    input: UpdateNoticeSettingsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UpdateNoticeSettingsPayload> {
    const verb = updateNoticeSettings({ database: this.#database });
    const read = readWith((reader) => readChange(reader, input));
    const { outcome, errors } = await perform(this.#database, context, info, input, read, verb);
    const { session } = callerOf(context);
    const noticeSettings = outcome === null ? null : toType(await this.#settingsOf(session));
    return Object.assign(new UpdateNoticeSettingsPayload(), { noticeSettings, errors });
  }

  async #settingsOf(session: Session): Promise<NoticeSettings> {
    const { actorId } = session;
    if (actorId === null) throw new Error("a caller without a member has no settings");
    return readNoticeSettings(this.#database, session, idOf("mem", actorId));
  }
}

const toType = (settings: NoticeSettings): NoticeSettingsType =>
  Object.assign(new NoticeSettingsType(), settings);

function readChange(reader: InputReader, input: UpdateNoticeSettingsInput): SettingsChange {
  const muted = input.mutedKinds ?? null;
  if (muted !== null && muted.length > MOST_KINDS)
    reader.report(["mutedKinds"], `may name ${MOST_KINDS}, got ${muted.length}`);
  for (const kind of muted ?? [])
    if (!canBeMuted(kind)) reader.report(["mutedKinds"], `cannot name ${kind}: it is always told`);
  return {
    locale: input.locale ?? null,
    mutedKinds: muted && [...new Set(muted)].toSorted(),
    allLeads: input.allLeads ?? null,
  };
}
