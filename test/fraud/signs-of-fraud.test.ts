import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { queueHold } from "../../src/approval/index.ts";
import { isDisposable } from "../../src/app/disposable-mail.ts";
import { isFreeMail } from "../../src/app/free-mail.ts";
import { watchCredit } from "../../src/fraud/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

let desk: ApprovalDesk;
let programId: string;
beforeAll(async () => {
  desk = await openApprovalDesk();
  programId = await desk.paying([bounty("SQL", "100.00")]);
  await employ(desk.alpha, "paul@alpha-partner.com");
  await employ(desk.beta, "berta@beta-partner.com");
}, 120_000);
afterAll(() => desk.world.close());

/** Somebody works for a partner. */
async function employ(partner: Caller, email: string): Promise<void> {
  const userId = uuidOf(newId("usr"));
  await desk.world.asOwner(
    "insert into app_user (id, email, side, created_at, updated_at) values ($1, $2, 'PARTNER', now(), now())",
    [userId, email],
  );
  await desk.world.asOwner(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, $3, 'Paul', $4, '{PARTNER_MEMBER}', now(), now())`,
    [uuidOf(newId("mem")), userId, uuidOf(partnerOf(partner)), email],
  );
}

function partnerOf({ actor }: Caller) {
  if (actor.partnerId === null) throw new Error("not a partner");
  return actor.partnerId;
}

async function look(by: Caller, creditId: string): Promise<void> {
  const clock = () => new Date("2026-02-03T09:00:00.000Z");
  const deps = { database: desk.world.database, newId, clock, isFreeMail, isDisposable };
  const credit = { creditId: idOf("crd", creditUuid(creditId)), partnerId: partnerOf(by) };
  await watchCredit(deps)(credit, "test");
}

const creditUuid = (creditId: string) => uuidOf(creditId as `crd_${string}`);

async function earned(by: Caller, more: object = {}): Promise<readonly [string, LeadId]> {
  const leadId = await desk.sql(by, programId, more);
  const [creditId] = (await desk.creditsOf(leadId)) as [string];
  return [creditId, leadId];
}

async function held(by: Caller, creditId: string, shown = "fraudRule { rule }"): Promise<Answer[]> {
  const text = `{ node(id: "${creditId}") { ... on Credit { holds { told ${shown} } } } }`;
  return (await desk.query(by, text)).node.holds;
}

const contact = (email: string) => ({
  contact: { name: "Somebody", email, consent: { basis: "CONSENT" } },
});

const change = (input: object, by: Caller = desk.controller) =>
  desk.run(
    by,
    "changeFraudRule",
    input,
    "fraudRule { rule isWatched mostLeads setBy { displayName } }",
  );

describe("Whatever is earned", () => {
  test("is looked at by a job behind the commit that earned it", async () => {
    const [creditId] = await earned(desk.alpha);
    const jobs = await desk.world.asOwner(
      "select task_identifier from graphile_worker.jobs where key = $1",
      [`watch_credit:${creditUuid(creditId)}`],
    );
    expect(jobs).toEqual([{ task_identifier: "watch_credit" }]);
    await look(desk.alpha, creditId);
    expect(await held(desk.finance, creditId)).toEqual([]);
  });

  test("is held where a contact has a mailbox of the partner's people, once, and not approved", async () => {
    const [creditId] = await earned(desk.alpha, contact("paul+lead@alpha-partner.com"));
    await look(desk.alpha, creditId);
    await look(desk.alpha, creditId);
    expect(await held(desk.finance, creditId)).toEqual([
      { told: "REVIEW", fraudRule: { rule: "OWN_MAILBOX" } },
      { told: "REVIEW", fraudRule: { rule: "OWN_DOMAIN" } },
    ]);
    expect(await held(desk.alpha, creditId, "")).toEqual([{ told: "REVIEW" }, { told: "REVIEW" }]);
    const refused = await desk.run(
      ...([
        desk.finance,
        "proposeApproval",
        { creditIds: [creditId] },
        "approvalProposal { id }",
      ] as const),
    );
    expect(refused.errors).toMatchObject([{ message: expect.stringMatching(/held/) }]);
    // another partner's people are nobody's sign
    const [other] = await earned(desk.beta, contact("otto@alpha-partner.com"));
    await look(desk.beta, other);
    expect(await held(desk.finance, other)).toEqual([]);
  });

  test("is not held again by a rule whose hold two persons let go", async () => {
    const [creditId] = await earned(desk.alpha, contact("a@mailinator.com"));
    await look(desk.alpha, creditId);
    const [hold] = (await held(desk.finance, creditId, "id reason")) as [Answer];
    expect(hold).toMatchObject({ reason: expect.stringMatching(/mailinator\.com/) });
    const { id: creditHoldId } = hold;
    await desk.run(
      ...([
        desk.finance,
        "requestHoldRelease",
        { creditHoldId, reason: "A test of ours" },
        "creditHold { id }",
      ] as const),
    );
    const letGo = { creditHoldId, isReleased: true };
    await desk.run(desk.controller, "decideHoldRelease", letGo, "creditHold { id }");
    await look(desk.alpha, creditId);
    expect(await held(desk.finance, creditId)).toEqual([]);
  });

  test("is not held where it was taken back meanwhile", async () => {
    const [creditId] = await earned(desk.alpha, contact("b@mailinator.com"));
    const why = { creditId, reason: "ENTERED_IN_ERROR", evidence: "A slip" };
    const { errors } = await desk.run(desk.leader, "reverseCredit", why, "reversal { id }");
    expect(errors).toEqual([]);
    await look(desk.alpha, creditId);
    const holds = await desk.world.asOwner("select from credit_hold where credit_id = $1", [
      creditUuid(creditId),
    ]);
    expect(holds).toEqual([]);
  });

  test("is held where its partner's account is another's too, unless somebody said that this is known", async () => {
    const unguarded = async (text: string, values: readonly unknown[]) => {
      await desk.world.asOwner("alter table payout_account disable trigger user");
      await desk.world.asOwner(text, [...values]);
      await desk.world.asOwner("alter table payout_account enable trigger user");
    };
    const account = (partner: Caller, isShared: boolean) =>
      unguarded(
        `insert into payout_account (id, partner_id, currency, holder_name, street, postcode, town, country, format,
           bank_country, number_sealed, key_id, number_mark, number_ends, proposed_at, proposed_by, is_shared, state,
           decided_at, decided_by, note, usable_from)
         values ($1, $2, 'USD', 'Holder', 'Street 1', '10115', 'Berlin', 'DE', 'IBAN', 'DE', $3, 'k1', $4, '3000', now(), $1,
           $5, 'VERIFIED', now(), $2, 'Asked', now())`,
        [
          ...[uuidOf(newId("pac")), uuidOf(partnerOf(partner)), Buffer.alloc(40, 1)],
          ...[Buffer.alloc(32, 7), isShared],
        ],
      );
    await account(desk.alpha, false);
    const [before] = await earned(desk.alpha);
    await look(desk.alpha, before);
    expect(await held(desk.finance, before)).toEqual([]);
    await account(desk.beta, false);
    const [creditId] = await earned(desk.alpha);
    await look(desk.alpha, creditId);
    expect(await held(desk.finance, creditId)).toMatchObject([
      { fraudRule: { rule: "SHARED_ACCOUNT" } },
    ]);
    await unguarded("update payout_account set is_shared = true where partner_id = $1", [
      uuidOf(partnerOf(desk.beta)),
    ]);
    const [known] = await earned(desk.alpha);
    await look(desk.alpha, known);
    expect(await held(desk.finance, known)).toEqual([]);
  });
});

describe("A rule", () => {
  test("is set by a controller, from then on, and each setting stays on record", async () => {
    const input = { rule: "BURST", isWatched: true, mostLeads: 2, withinMinutes: 30 };
    const reason = "Of three within half an hour we want to know";
    desk.at("2026-03-02T10:00:00.000Z");
    const leads = [await earned(desk.beta), await earned(desk.beta), await earned(desk.beta)];
    const [[first]] = leads as [readonly [string, LeadId]];
    await look(desk.beta, first);
    expect(await held(desk.finance, first)).toEqual([]);

    expect(await change({ ...input, reason })).toEqual({
      errors: [],
      fraudRule: {
        ...{ rule: "BURST", isWatched: true, mostLeads: 2, setBy: { displayName: "Carl Control" } },
      },
    });
    await look(desk.beta, first);
    expect(await held(desk.finance, first, "reason")).toEqual([
      {
        told: "REVIEW",
        reason:
          "The partner registered 3 leads within 30 minutes before or after this one; up to 2 are usual.",
      },
    ]);
    // half an hour and a minute later it is none
    desk.at("2026-03-02T10:31:00.000Z");
    const [later] = await earned(desk.beta);
    await look(desk.beta, later);
    expect(await held(desk.finance, later)).toEqual([]);

    expect((await change({ ...input, reason })).errors).toMatchObject([{ code: "ALREADY_DONE" }]);
    const { fraudRules } = await desk.query(
      desk.finance,
      "{ fraudRules { rule isWatched mostLeads reason before { mostLeads setBy { id } before { id } } } }",
    );
    expect(fraudRules).toHaveLength(5);
    expect(fraudRules).toContainEqual({
      rule: "BURST",
      isWatched: true,
      mostLeads: 2,
      reason,
      before: { mostLeads: 50, setBy: null, before: null },
    });
    const kept = await desk.world.asOwner(
      "select most_leads from fraud_rule where rule = 'BURST' order by set_at",
    );
    expect(kept).toEqual([{ most_leads: 50 }, { most_leads: 2 }]);
  });

  test("has no numbers but for bursts, and bursts have theirs", async () => {
    const reason = "A try";
    const odd = await change({ rule: "OWN_DOMAIN", isWatched: true, mostLeads: 3, reason });
    expect(odd.errors).toMatchObject([{ path: ["mostLeads"] }]);
    const bare = await change({ rule: "BURST", isWatched: true, mostLeads: 0, reason });
    expect(bare.errors).toMatchObject([{ path: ["mostLeads"] }, { path: ["withinMinutes"] }]);
  });

  test("is set by one of two controllers at once, and the other's setting is the next", async () => {
    const input = { rule: "OWN_MAILBOX", reason: "A race" };
    const both = await Promise.all([
      change({ ...input, isWatched: false }),
      change({ ...input, isWatched: false }),
    ]);
    expect(both.map(({ errors }) => errors.length).toSorted((a, b) => a - b)).toEqual([0, 1]);
    const [{ n }] = (await desk.world.asOwner(
      "select count(*)::integer as n from fraud_rule where rule = 'OWN_MAILBOX' and replaced_at is null",
    )) as unknown as [{ n: number }];
    expect(n).toBe(1);
  });

  test("is never out of force with no other in its place", async () => {
    const gone = desk.world.database.transaction(desk.controller.session, async (tx) => {
      tx.queue(
        sql`update fraud_rule set replaced_at = now() where rule = 'OWN_DOMAIN' and replaced_at is null`,
      );
      return null;
    });
    await expect(gone).rejects.toThrow(/never by none|fraud_rule_stays/);
  });

  test("is no person's excuse: the database takes no hold of a rule from them", async () => {
    const [creditId] = await earned(desk.alpha);
    const byHand = desk.world.database.transaction(desk.finance.session, async (tx) => {
      const hold = {
        ...{
          id: newId("hld"),
          partnerId: partnerOf(desk.alpha),
          creditId: idOf("crd", creditUuid(creditId)),
        },
        ...({ kind: "FRAUD", reason: "By hand", evidence: null, rule: "BURST" } as const),
      };
      queueHold(tx, { ...hold, at: new Date(), by: desk.finance.actor.id ?? "" });
      return null;
    });
    await expect(byHand).rejects.toThrow(/credit_hold_by_rule/);
  });
});
