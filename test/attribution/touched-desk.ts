import { expect } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import type { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

export interface Told {
  readonly of: Caller | typeof VENDOR_PARTNER_ID;
  /** A day of the week under the policy; negative before it. */
  readonly on: number;
  readonly role?: string;
  readonly by?: Caller;
}

/**
 * A desk at which three partners touch leads. Each policy has a time of its own, twelve weeks after the one before:
 * leads are registered on its first day, touches recorded on the fourth, and leads become SQLs on the fifth.
 */
export interface TouchedDesk extends TimedDesk {
  readonly alpha: Caller;
  readonly beta: Caller;
  readonly gamma: Caller;
  readonly programId: string;
  readonly day: (number: number) => string;
  readonly onDay: (number: number) => void;
  readonly inForce: (model: string, more?: object) => Promise<string>;
  readonly registered: (by?: Caller) => Promise<LeadId>;
  readonly record: (leadId: LeadId, told: Told) => Promise<Answer>;
  readonly touched: (leadId: LeadId, ...touches: readonly Told[]) => Promise<void>;
  readonly qualified: (leadId: LeadId, by?: Caller) => Promise<Readonly<Record<string, number>>>;
  /** What counts now, by the partners' names. */
  readonly earned: (leadId: LeadId) => Promise<Readonly<Record<string, number>>>;
  /** The books that count now: `{SOURCED: {Alpha: 500000}, INFLUENCED: {…}}`. */
  readonly books: (leadId: LeadId) => Promise<Answer>;
}

export async function openTouchedDesk(): Promise<TouchedDesk> {
  const desk = await openTimedDesk();
  const { world } = desk;
  const [alpha, beta, gamma] = [
    await desk.partner("Alpha"),
    await desk.partner("Beta"),
    await desk.partner("Gamma"),
  ];
  const [program] = await world.asOwner<{ id: string }>("select id from program where is_default");
  const programId = idOf("prg", program?.id ?? "");
  let season = 0;
  let prospects = 0;
  const day = (number: number): string =>
    new Date(Date.UTC(2020, 1, 3 + season * 84 + number, 10)).toISOString();
  const onDay = (number: number) => desk.at(day(number));

  const record = (leadId: LeadId, { of, on, role = "SOURCED", by = desk.manager }: Told) => {
    const partnerId = typeof of === "object" ? of.actor.partnerId : of;
    const items = [{ leadId, partnerId, role, channel: "EVENT", occurredAt: day(on) }];
    return desk.run(
      by,
      "recordTouchpoints",
      { items },
      "results { touchpointId errors { code message } }",
    );
  };

  const earned: TouchedDesk["earned"] = async (leadId) => {
    const rows = await world.asOwner<{ name: string; minor: number }>(
      `select partner.name, sum(credit.share_minor)::integer as minor
       from credit join partner on partner.id = credit.partner_id
       where credit.lead_id = $1 and credit.share_minor > 0 and credit.reversed_at is null
       group by 1
       union all
       select 'nobody', forfeited_minor::integer from award
       where lead_id = $1 and forfeited_minor > 0 and reversed_at is null
       order by 1`,
      [uuidOf(leadId)],
    );
    return Object.fromEntries(rows.map(({ name, minor }) => [name, minor]));
  };

  return {
    ...desk,
    ...{ alpha, beta, gamma, programId, day, onDay, record, earned },
    inForce: async (model, more = {}) => {
      season += 1;
      onDay(0);
      const input = { programId, model, ...more };
      const made = await desk.run(
        desk.sales,
        "saveAttributionPolicy",
        input,
        "attributionPolicy { id }",
      );
      expect(made.errors).toEqual([]);
      const attributionPolicyId = made.attributionPolicy.id;
      const put = { attributionPolicyId };
      const { errors } = await desk.run(
        desk.manager,
        "putAttributionPolicyInForce",
        put,
        "attributionPolicy { id }",
      );
      expect(errors).toEqual([]);
      return attributionPolicyId;
    },
    registered: async (by = alpha) => {
      prospects += 1;
      onDay(1);
      return desk.register(by, `Prospect ${prospects}`);
    },
    touched: async (leadId, ...touches) => {
      onDay(4);
      for (const told of touches) {
        const { results } = await record(leadId, told);
        expect(results[0].errors).toEqual([]);
      }
    },
    qualified: async (leadId, by = desk.sales) => {
      onDay(5);
      await desk.done(by, "acceptLead", leadId);
      await desk.done(by, "qualifyLead", leadId, MET);
      return earned(leadId);
    },
    books: async (leadId) => {
      const rows = await world.asOwner<{ name: string; book: string; ppm: number }>(
        `select partner.name, book, share_ppm::integer as ppm
         from attribution_share join partner on partner.id = attribution_share.partner_id
         where lead_id = $1 and superseded_at is null order by touch_rank`,
        [uuidOf(leadId)],
      );
      const of = (book: string) =>
        Object.fromEntries(
          rows.filter((row) => row.book === book).map(({ name, ppm }) => [name, ppm]),
        );
      return { SOURCED: of("SOURCED"), INFLUENCED: of("INFLUENCED") };
    },
  };
}

export function partnerOf(caller: Caller): PartnerId {
  if (caller.actor.partnerId === null) throw new Error("not a partner");
  return caller.actor.partnerId;
}
