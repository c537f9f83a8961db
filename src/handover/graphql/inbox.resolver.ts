import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import {
  apiError,
  callerOf,
  Cost,
  idArgument,
  Live,
  PageArgs,
  watched,
} from "../../platform/graphql/index.ts";
import type { Caller, RequestContext } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { QueueType } from "../../routing/index.ts";
import { LeadScoreType } from "../../scoring/index.ts";
import { countInbox, inboxCondition } from "../store/inbox-queries.ts";
import type { InboxCut } from "../store/inbox-queries.ts";

import {
  SalesInboxChangeType,
  SalesInboxConnection,
  SalesInboxCountsType,
  SalesInboxFilterInput,
  SalesInboxItemType,
} from "./inbox.type.ts";

const INBOX_ORDER = ["dueOn", "byScore", "sortsAt", "enteredAt", "leadId"].map(ascending);

/** What to do next, for whoever works on leads. */
@Resolver(() => SalesInboxItemType)
export class InboxResolver {
  readonly #database: Database;
  readonly #reading: Reading;

  constructor(database: Database, reading: Reading) {
    this.#database = database;
    this.#reading = reading;
  }

  @Query(() => SalesInboxConnection, {
    nullable: true,
    description:
      "The leads with which somebody has to do something next: by the day (UTC) on which it is due, what ran out before today first and what has no time last; of one day what scores highest, then what is due first, then what has waited longest",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  salesInbox(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => SalesInboxFilterInput, {
      nullable: true,
      description: "Which; where left out, those of the caller, of its queues and of nobody",
    })
    input: SalesInboxFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const caller = callerOf(context);
    const { session } = caller;
    const cut = readCut(input, caller);
    return this.#reading.page(context, info, {
      name: "salesInbox",
      type: "SalesInboxItem",
      args,
      order: INBOX_ORDER,
      filter: cut,
      where: (column) => inboxCondition(cut, session, context.at, column),
    });
  }

  @Query(() => SalesInboxCountsType, {
    nullable: true,
    description: "How many leads of the inbox there are, of each sort",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @Cost(10)
  async salesInboxCounts(
    @Arg("filter", () => SalesInboxFilterInput, {
      nullable: true,
      description: "Of which; where left out, those of the caller, of its queues and of nobody",
    })
    input: SalesInboxFilterInput | null,
    @Ctx() context: RequestContext,
  ): Promise<SalesInboxCountsType> {
    const caller = callerOf(context);
    const cut = readCut(input, caller);
    const counts = await countInbox(this.#database, caller.session, cut, context.at);
    return {
      all: counts.all,
      overdue: counts.overdue,
      dueToday: counts.due_today,
      waitsForPartner: counts.waits_for_partner,
      nobodyHolds: counts.nobodys,
      toAccept: counts.accept,
      toQualify: counts.qualify,
      toConvert: counts.convert,
      toClose: counts.close,
      toTakeUp: counts.take_up,
      gradeA: counts.grade_a,
    };
  }

  @Live(
    () => SalesInboxChangeType,
    "Leads that come into the caller's inbox, change there or leave it, as it happens: its own, those of its queues and of nobody. That a returned lead's day has come, or that absences, teams and queues changed, is not told",
  )
  @Needs("LEADS_READ", "INTERNAL_READ")
  salesInboxChanged(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    const change = watched(context, "LEAD", "ASSIGNMENT", "CLOCK");
    if (!change?.leadId) return null;
    const lead = sql`${change.leadId}::uuid`;
    const changed = sql`${change.objectId}::uuid`;
    // it is there, or it was there until this very change
    return this.#reading.first(context, info, {
      type: "SalesInboxChange",
      where: (column) => sql`${column("id")} = ${lead} and (
        exists (select from inbox_item as item where item.lead_id = ${lead} and item.holder_id = any(app.inbox_holders()))
        or exists (
          select
          from assignment as held
          where held.id = ${changed} and held.ended_at is not null
            and coalesce(held.member_id, held.queue_id) = any(app.inbox_holders()))
        or exists (
          select
          from lead_event as event
          where event.partner_id = ${column("partnerId")} and event.id = ${changed} and event.from_stage in ('SUBMITTED', 'MQL', 'RECYCLED')
            and not exists (
              select
              from assignment as held
              where held.lead_id = ${lead} and held.assigned_at < event.at and (held.ended_at is null or held.ended_at >= event.at))))`,
    });
  }

  @FieldResolver(() => PartnerMemberType, {
    nullable: true,
    description: "Who holds it; null where a queue or nobody does",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  member(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadScoreType, {
    nullable: true,
    description: "What its lead scores, and why; null where it has no score",
  })
  @Needs("SCORES_READ")
  score(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => QueueType, {
    nullable: true,
    description: "The queue in which it waits; null where it waits in none",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  queue(): never {
    return readWithItsObject();
  }
}

function readCut(input: SalesInboxFilterInput | null, { scopes }: Caller): InboxCut {
  const holders = input?.holders ?? ["ME", "MY_QUEUES", "NOBODY"];
  if (holders.length === 0)
    throw apiError("BAD_USER_INPUT", "holders names nobody: leave it out for the usual ones", {
      inputPath: ["filter", "holders"],
    });
  const grades = input?.grades ?? null;
  if (grades !== null && !scopes.has("SCORES_READ"))
    throw apiError("BAD_USER_INPUT", "grades are of scores, which you may not read: leave it out", {
      inputPath: ["filter", "grades"],
    });
  const partnerId = input?.partnerId ?? null;
  return {
    holders,
    nextSteps: input?.nextSteps ?? null,
    partnerId: partnerId === null ? null : idArgument("prt", partnerId, ["filter", "partnerId"]),
    isOverdue: input?.isOverdue ?? null,
    waitsForPartner: input?.waitsForPartner ?? null,
    grades,
  };
}
