import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { fireClocks, ReviewDraw } from "../../src/handover/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { CreditId, LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { notify, sendNotices, StopLinks } from "../../src/notices/index.ts";
import { sql, SYSTEM_ACTOR, systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { startRepeat } from "../../src/platform/jobs/repeat.ts";
import { createLogger } from "../../src/platform/logger.ts";
import type { Mailer } from "../../src/platform/mail/index.ts";
import { matchLead } from "../../src/protection/index.ts";
import { remindOfDisputes } from "../../src/settlement/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { CANARY, CRITERIA, metAnswers, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import type { ReceivedMail } from "../support/mailbox.ts";
import { done } from "../support/mutate.ts";
import { newName, sampleInput } from "../support/mutation-samples.ts";

import { openPostOffice } from "./post-office.ts";
import type { PostOffice } from "./post-office.ts";

let office: PostOffice;
let world: LivingWorld;
/** Somebody of Alpha's who registers leads, new for each test. */
let partner: CastMember;
/** Somebody of the vendor's who works on them. */
let sales: CastMember;

beforeAll(async () => {
  office = await openPostOffice();
  ({ world } = office);
  await office.send();
});
afterAll(() => office.close());
beforeEach(async () => {
  partner = await plantMember(world, ["PARTNER_MEMBER"], world.alpha, { name: "Petra Ä. Partner" });
  sales = await plantMember(world, ["SALES_REP"], null, { name: "Sam Sales" });
});

const register = (by = partner, name = newName()) => office.register(by, name);

const accept = (leadId: LeadId, comment?: string) =>
  done(world, sales.key, "acceptLead", { leadId, ownerId: sales.memberId, comment });

const subjects = (person: CastMember): readonly string[] =>
  office.mailbox.to(person.email).map((mail) => mail.subject);

async function lastTo(person: CastMember): Promise<ReceivedMail> {
  await office.send();
  const mail = office.mailbox.to(person.email).at(-1);
  if (!mail) throw new Error("nobody wrote");
  return mail;
}

async function mutedBy(person: CastMember): Promise<readonly string[]> {
  const { data } = await world.ask(person.key, "{ viewer { noticeSettings { mutedKinds } } }");
  return data?.["viewer"].noticeSettings.mutedKinds;
}

const statesOf = async (person: CastMember) => {
  const rows = await world.asOwner<{ state: string; reason: string | null; attempts: number }>(
    "select state, reason, attempts from notice where member_id = $1 order by at, id",
    [uuidOf(person.memberId)],
  );
  return rows;
};

describe("a partner whose lead was taken", () => {
  test("is told in English, by text and HTML, with who works on it", async () => {
    const name = newName();
    await accept(await register(partner, name), "We call them\non <Monday>");
    const mail = await lastTo(partner);

    expect(mail.subject).toBe(`Accepted: ${name}`);
    expect(mail.text).toMatch(/^Hello Petra Ä\. Partner,\n\nYour lead sample-.* was accepted\./);
    expect(mail.text).toContain("Sam Sales works on it.\n\nWe call them\non <Monday>");
    expect(mail.html).toContain("<p>We call them<br>on &lt;Monday&gt;</p>");
    expect(mail.html).toContain('<html lang="en">');
    expect(mail.headers).toMatchObject({
      from: "Leads <leads@vendor.example>",
      "auto-submitted": "auto-generated",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    expect(mail.headers["message-id"]).toMatch(/^<ntc_\w{26}@vendor\.example>$/);
  });

  test("is told in German where it said so", async () => {
    await done(world, partner.key, "updateNoticeSettings", { locale: "DE" });
    const name = newName();
    await accept(await register(partner, name));
    const mail = await lastTo(partner);

    expect(mail.subject).toBe(`Angenommen: ${name}`);
    expect(mail.text).toMatch(/^Guten Tag Petra Ä\. Partner,\n\nIhr Lead .* wurde angenommen\./);
    expect(mail.text).toContain("Sam Sales kümmert sich darum.");
    expect(mail.html).toContain('<html lang="de">');
  });
});

test("both sides are told what the other does, in the order in which it happens", async () => {
  const name = newName();
  const leadId = await register(partner, name);
  const as = (by: CastMember, verb: string, more: Record<string, unknown> = {}) =>
    done(world, by.key, verb, { leadId, ...more });
  await as(sales, "requestInformation", {
    questions: [{ field: "NOTES", question: "Which floor?" }],
  });
  expect((await lastTo(partner)).text).toContain("– Which floor?");
  await as(partner, "answerRequest", { notes: "The fifth" });
  await office.send();
  await accept(leadId);
  await office.send();
  await as(partner, "addComment", { text: "They called back" });
  expect((await lastTo(sales)).text).toContain("They called back");
  await as(sales, "addComment", { text: "Splendid" });
  expect((await lastTo(partner)).text).toContain("Splendid");
  await as(sales, "qualifyLead", { criteriaVersionId: CRITERIA, answers: metAnswers() });
  await office.send();
  await as(sales, "returnLead", { reasonCode: "TIMING_LATER", revisitOn: "2099-05-04" });
  expect((await lastTo(partner)).text).toContain("Reason: the time has not come.");
  expect((await lastTo(partner)).text).toContain("4 May 2099");
  await as(partner, "resubmitLead", { comment: "They have money" });
  expect((await lastTo(sales)).text).toMatch(/They have money\n\nAn answer is due by .*\./);
  await as(sales, "rejectLead", { reasonCode: "DIRECT_ENGAGED", note: "Ours" });
  const refused = await lastTo(partner);
  expect(refused.text).toContain("Reason: the prospect is not available.");
  expect(refused.raw).not.toMatch(/DIRECT_ENGAGED|Ours/);

  const mails = subjects(partner);
  expect(mails.filter((each) => !each.startsWith("Credit"))).toEqual([
    `Your answer is needed: ${name}`,
    `Accepted: ${name}`,
    `New comment: ${name}`,
    `Qualified: ${name}`,
    `Returned for now: ${name}`,
    `Not taken on: ${name}`,
  ]);
  expect(mails).toContain("Credit earned: 200.00 EUR");
  expect(subjects(sales)).toEqual([`New comment: ${name}`, `Back again: ${name}`]);
  // nobody owned it yet: who leads the team is told
  expect(subjects(world.members.SALES_MANAGER)).toContain(`Answered: ${name}`);
});

test("how a deal ends is told to the lead's partner, and a loss with its reason", async () => {
  const names = [newName(), newName()];
  const leads: LeadId[] = [];
  for (const name of names) {
    const leadId = await register(partner, name);
    leads.push(leadId);
    await accept(leadId);
    const criteria = { criteriaVersionId: CRITERIA, answers: metAnswers() };
    await done(world, sales.key, "qualifyLead", { leadId, ...criteria });
    const deal = { amount: { amount: "5000.00", currency: "EUR" }, closeOn: "2099-05-04" };
    await done(world, sales.key, "convertLead", { leadId, ...deal });
  }
  const [won, lost] = leads;
  const closed = { amount: { amount: "5000.00", currency: "EUR" }, closedOn: "2026-01-01" };
  await done(world, sales.key, "winLead", { leadId: won, ...closed });
  await done(world, sales.key, "loseLead", { leadId: lost, reasonCode: "FEATURE_GAP" });
  await office.send();
  expect(subjects(partner)).toEqual(
    expect.arrayContaining([`Won: ${names[0]}`, `Lost: ${names[1]}`]),
  );
  const [mail] = office.mailbox.to(partner.email).filter((each) => each.subject.startsWith("Lost"));
  expect(mail?.text).toContain("Reason: a feature was missing.");
});

describe("what a partner disagrees with", () => {
  const beginning = (word: string) => (person: CastMember) =>
    office.mailbox.to(person.email).filter((each) => each.subject.startsWith(word));
  const subject = () => ({ world, partnerId: world.alpha });
  const admin = () => world.members.PARTNER_ADMIN;

  test("is told to whoever may decide over the appeal of a credit, and its end to whoever appealed", async () => {
    const other = await plantMember(world, ["CHANNEL_MANAGER"]);
    const input = await sampleInput("appealReversal", subject());
    // who took it back might decide, but for that
    const [took] = await world.asOwner<{ email: string }>(
      `update membership
       set roles = '{FINANCE,CHANNEL_MANAGER}'
       where id = (
         select requested_by
         from credit_reversal as reversal
         join credit on credit.award_id = reversal.award_id
         where credit.id = $1)
       returning email`,
      [uuidOf(input["creditId"] as CreditId)],
    );
    const made = await done(world, admin().key, "appealReversal", input, "appeal { id }");
    await office.send();
    const appeals = beginning("Appeal: credit");
    expect(office.mailbox.to(took?.email ?? "")).toEqual([]);
    expect(appeals(other).map(({ text }) => text)).toEqual([
      expect.stringContaining("We had met them before"),
    ]);
    const decision = { appealId: made["appeal"].id, decision: "DISMISS" };
    await done(world, other.key, "decideReversalAppeal", decision);
    await office.send();
    const [told] = beginning("Your appeal was dismissed")(admin());
    expect(told?.text).toContain("the credit stays taken back");
  });

  test("of whom a lead is owed to is told to whoever may decide, once more when nobody has, and its end to whoever opened it", async () => {
    const decides = await plantMember(world, ["CHANNEL_MANAGER"]);
    await done(world, decides.key, "updateNoticeSettings", { locale: "DE" });
    const input = await sampleInput("disputeAttribution", subject());
    const opened = "attributionDispute { id dueAt }";
    const made = await done(world, admin().key, "disputeAttribution", input, opened);
    await office.send();
    const disputes = beginning("Strittig");
    expect(disputes(decides).map(({ text }) => text)).toEqual([
      expect.stringContaining("We brought it alone"),
    ]);

    const { id, dueAt } = made["attributionDispute"];
    const remind = async (at: Date) => {
      await remindOfDisputes({ database: world.database, clock: () => at })("disputes");
      await office.send(20 * 24 * 60);
    };
    const overdue = () => beginning("Streit überfällig")(decides);
    await remind(new Date(Date.parse(dueAt) - 1));
    expect(overdue()).toEqual([]);
    for (let times = 0; times < 2; times += 1) await remind(new Date(dueAt));
    expect(overdue()).toHaveLength(1);

    const decision = { attributionDisputeId: id, outcome: "REJECTED", answer: "You did not" };
    await done(world, decides.key, "decideAttributionDispute", decision);
    await office.send();
    const told = beginning("Your dispute was rejected")(admin()).map(({ text }) => text);
    expect(told).toContainEqual(expect.stringContaining("You did not"));
  });
});

test("an appeal is told to managers who took no part, and never to the owner", async () => {
  const manager = await plantMember(world, ["SALES_MANAGER"], null, { name: "Mo Manager" });
  const leadId = await register();
  await done(world, manager.key, "acceptLead", { leadId, ownerId: manager.memberId });
  await done(world, manager.key, "disqualifyLead", { leadId, reasonCode: "NO_NEED" });
  await done(world, partner.key, "appealDecision", { leadId, comment: "They need it" });
  await office.send();

  expect(subjects(manager).filter((each) => each.startsWith("Appeal"))).toEqual([]);
  expect((await lastTo(world.members.SALES_MANAGER)).text).toContain("They need it");
});

describe("an appeal", () => {
  async function appeal(by: CastMember): Promise<void> {
    const leadId = await register();
    await accept(leadId);
    await done(world, by.key, "disqualifyLead", { leadId, reasonCode: "NO_NEED" });
    await done(world, partner.key, "appealDecision", { leadId, comment: "They need it" });
    await office.send();
  }
  const appeals = (person: CastMember) =>
    subjects(person).filter((each) => /^Appeal: (?!credit)/.test(each));

  test("is not told to the manager whose decision it is against", async () => {
    const manager = await plantMember(world, ["SALES_MANAGER"], null, { name: "Mo Manager" });
    const other = await plantMember(world, ["SALES_MANAGER"]);
    await appeal(manager);
    expect(appeals(manager)).toEqual([]);
    expect(appeals(other)).toHaveLength(1);
    expect(appeals(world.members.CHANNEL_MANAGER)).toEqual([]);
  });

  test("is told to the channel managers where every sales manager took part", async () => {
    const manager = await plantMember(world, ["SALES_MANAGER"], null, { name: "Mo Manager" });
    const others = await world.asOwner<{ id: string }>(
      `update membership set deactivated_at = now()
       where 'SALES_MANAGER' = any(roles) and id <> $1 and deactivated_at is null
       returning id`,
      [uuidOf(manager.memberId)],
    );
    try {
      await appeal(manager);
    } finally {
      await world.asOwner("update membership set deactivated_at = null where id = any($1)", [
        others.map(({ id }) => id),
      ]);
    }
    expect(appeals(manager)).toEqual([]);
    expect(appeals(world.members.CHANNEL_MANAGER)).toHaveLength(1);
  });
});

test("whoever was given a lead in review is told of it, and the managers no more", async () => {
  const manager = await plantMember(world, ["SALES_MANAGER"]);
  const name = newName();
  await register();
  const leadId = await register(partner, name);
  await office.send();
  expect(subjects(manager)).toEqual(["2 new leads"]);

  const { staff } = world;
  const given = { leadId, memberId: sales.memberId, reason: "Near you" };
  await done(world, staff.key, "reassignLead", given, "lead { id }");
  await office.send();
  expect(subjects(sales)).toEqual([`New lead: ${name}`]);
  await done(world, partner.key, "addComment", { leadId, text: "They called" });
  await office.send(15);
  expect(subjects(sales)).toEqual([`New lead: ${name}`, `New comment: ${name}`]);
  expect(subjects(manager)).toEqual(["2 new leads"]);
});

test("a lead that somebody was given before it is told is told to them alone", async () => {
  const manager = await plantMember(world, ["SALES_MANAGER"]);
  const [name, others] = [newName(), newName()];
  const leadId = await register(partner, name);
  await register(partner, others);
  const given = { leadId, memberId: sales.memberId, reason: "Near you" };
  await done(world, world.staff.key, "reassignLead", given, "lead { id }");
  await office.send();
  await office.send(15);
  expect(subjects(sales)).toEqual([`New lead: ${name}`]);
  expect(subjects(manager)).toEqual([`New lead: ${others}`]);
});

describe("a lead that was accepted", () => {
  const given = (person: CastMember) =>
    subjects(person).filter((subject) => subject.startsWith("Yours now"));

  test("is told to whoever it is passed on to, with the note that came with it, and to nobody else", async () => {
    const [next, manager] = [
      await plantMember(world, ["SALES_REP"]),
      await plantMember(world, ["SALES_MANAGER"]),
    ];
    const name = newName();
    const leadId = await register(partner, name);
    await accept(leadId);
    const passed = { leadId, memberId: next.memberId, reason: "Speaks Danish" };
    await done(world, sales.key, "reassignLead", passed, "lead { id }");
    const mail = await lastTo(next);
    expect(mail.subject).toBe(`Yours now: ${name}`);
    expect(mail.text).toContain("Speaks Danish");
    expect([sales, manager, partner].flatMap(given)).toEqual([]);
  });

  test("by a manager for somebody is told to that person, and not to who accepts for themselves", async () => {
    const manager = await plantMember(world, ["SALES_MANAGER"]);
    const [mine, theirs] = [newName(), newName()];
    await accept(await register(partner, mine));
    const leadId = await register(partner, theirs);
    const accepted = { leadId, ownerId: sales.memberId };
    await done(world, manager.key, "acceptLead", accepted);
    await office.send();
    expect(given(sales)).toEqual([`Yours now: ${theirs}`]);
    expect(given(manager)).toEqual([]);
  });

  test("and was passed on again before the mail went is told to whoever has it then", async () => {
    const [second, third] = [
      await plantMember(world, ["SALES_REP"]),
      await plantMember(world, ["SALES_REP"]),
    ];
    const name = newName();
    const leadId = await register(partner, name);
    await accept(leadId);
    for (const [by, to] of [
      [sales, second],
      [second, third],
    ] as const) {
      const passed = { leadId, memberId: to.memberId, reason: "Yours" };
      await done(world, by.key, "reassignLead", passed, "lead { id }");
    }
    await office.send();
    expect([given(second), given(third)]).toEqual([[], [`Yours now: ${name}`]]);
  });
});

test("a lead that the vendor registers for a partner is told, but not to who did", async () => {
  const [manager, channel] = [
    await plantMember(world, ["SALES_MANAGER"]),
    await plantMember(world, ["SALES_MANAGER", "CHANNEL_MANAGER"]),
  ];
  const name = newName();
  const lead = registration(name);
  await done(world, channel.key, "registerLeadFor", { partnerId: world.alpha, lead });
  await office.send();
  expect(subjects(manager)).toEqual([`New lead: ${name}`]);
  await office.send(15);
  expect(subjects(channel)).toEqual([]);
});

describe("what is not so any more is told to nobody", () => {
  const undo = (leadId: LeadId) =>
    done(world, world.staff.key, "undoMove", { leadId, reason: "Not this one" });

  test("that a lead was accepted, refused or returned, where the move was undone", async () => {
    const leadId = await register();
    const ways: readonly (readonly [string, Record<string, unknown>])[] = [
      ["acceptLead", { ownerId: sales.memberId }],
      ["rejectLead", { reasonCode: "DIRECT_ENGAGED" }],
      ["returnLead", { reasonCode: "TIMING_LATER", revisitOn: "2099-05-04" }],
    ];
    for (const [verb, more] of ways) {
      await done(world, sales.key, verb, { leadId, ...more });
      await undo(leadId);
      await office.send();
    }
    expect(subjects(partner)).toEqual([]);
    expect((await statesOf(partner)).map(({ state }) => state)).toEqual(ways.map(() => "DROPPED"));
  });

  test("that questions wait, where they were answered", async () => {
    const leadId = await register();
    const questions = [{ field: "NOTES", question: "Which floor?" }];
    await done(world, sales.key, "requestInformation", { leadId, questions });
    await done(world, partner.key, "answerRequest", { leadId, notes: "The fifth" });
    await office.send();
    expect(subjects(partner)).toEqual([]);
  });

  test("that an answer is due, where there is one", async () => {
    const leadId = await register();
    await accept(leadId);
    const occasion = {
      ...({ uuid: uuidOf(newId("evt")), kind: "ANSWER_DUE", forVendor: true } as const),
      ...{ partnerId: world.alpha, leadId, at: new Date() },
      memberUuids: [uuidOf(sales.memberId)],
    };
    await world.database.transaction(systemSession("clock"), async (tx) => {
      notify(tx, occasion);
      return null;
    });
    await office.send();
    expect(subjects(sales)).toEqual([]);
    const states = (await statesOf(sales)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["DROPPED"]));
  });

  test("that a decision is appealed, where the appeal was decided", async () => {
    const manager = await plantMember(world, ["SALES_MANAGER"]);
    const leadId = await register();
    await accept(leadId);
    await done(world, sales.key, "disqualifyLead", { leadId, reasonCode: "NO_NEED" });
    await done(world, partner.key, "appealDecision", { leadId, comment: "They need it" });
    await done(world, world.staff.key, "dismissAppeal", { leadId });
    await office.send();
    expect(subjects(manager).filter((each) => each.startsWith("Appeal"))).toEqual([]);
  });
});

describe("where something breaks before a mail is sent", () => {
  test("the mail waits and comes later, and the others are sent", async () => {
    const other = await plantMember(world, ["PARTNER_MEMBER"], world.alpha);
    for (const person of [partner, other]) await accept(await register(person));
    class Broken extends StopLinks {
      override to(...[memberId, kind]: Parameters<StopLinks["to"]>): string | null {
        if (memberId === partner.memberId) throw new Error("broken");
        return super.to(memberId, kind);
      }
    }
    const stopLinks = new Broken(Buffer.alloc(32), null);
    const { database } = world;
    const { mailer } = office;
    const work = sendNotices({ database, clock: () => new Date(), mailer, stopLinks });
    await expect(work("notices")).rejects.toThrow("broken");
    await office.send();
    expect(subjects(other)).toEqual([expect.stringMatching(/^Accepted/)]);
    expect(await statesOf(partner)).toEqual([
      { state: "WAITING", reason: "UNWRITTEN", attempts: 1 },
    ]);
    await office.send(2);
    expect(await statesOf(partner)).toMatchObject([{ state: "SENT", attempts: 2 }]);
  });

  test("a kind that this version does not know waits for one that does", async () => {
    await accept(await register());
    await world.asOwner(
      `with told as (
         insert into notice_occasion (id, kind, for_vendor, partner_id, at)
         values (gen_random_uuid(), 'LEAD_SUNG_OF', false, $1, now()))
       insert into notice (id, occasion_id, kind, for_vendor, partner_id, member_id, about, at, due_at)
       values (gen_random_uuid(), gen_random_uuid(), 'LEAD_DANCED', false, $1, $2, $2, now(), now())`,
      [uuidOf(world.alpha), uuidOf(partner.memberId)],
    );
    await office.send();
    expect(subjects(partner)).toEqual([expect.stringMatching(/^Accepted/)]);
    const waiting = await world.asOwner(
      `select kind, attempts from notice where kind like 'LEAD_DANCED'
       union all select kind, 0 from notice_occasion where kind = 'LEAD_SUNG_OF'`,
    );
    expect(waiting).toEqual([
      { kind: "LEAD_DANCED", attempts: 0 },
      { kind: "LEAD_SUNG_OF", attempts: 0 },
    ]);
    await world.asOwner(
      `with sung as (delete from notice_occasion where kind = 'LEAD_SUNG_OF')
       delete from notice where kind = 'LEAD_DANCED'`,
    );
  });
});

test("new leads are told to the sales managers together, each quarter of an hour", async () => {
  const manager = await plantMember(world, ["SALES_MANAGER"]);
  const names = [newName(), newName(), newName()];
  for (const name of names) await register(partner, name);
  await office.send();
  const [mail, ...others] = office.mailbox.to(manager.email);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("3 new leads");
  for (const name of names) expect(mail?.text).toContain(`– ${name} (L-`);

  await register();
  await office.send();
  expect(subjects(manager)).toHaveLength(1);
  await office.send(15);
  expect(subjects(manager).slice(1)).toEqual([expect.stringMatching(/^New lead: /)]);
});

test("an offer is told to the partner's administrators, with what it is about", async () => {
  const input = await sampleInput("offerLead", { world, partnerId: world.alpha });
  await done(world, world.staff.key, "offerLead", input);
  const mail = await lastTo(world.members.PARTNER_ADMIN);
  expect(mail.subject).toBe("A lead for you: Planted");
  expect(mail.text).toContain(
    "Counts its stock by hand\n\nThey are near you\n\nThe offer stands until",
  );
});

test("nobody is told of what they did themselves, of what they do not want to hear, or after they left", async () => {
  const both = await plantMember(world, ["PARTNER_MEMBER"], world.alpha);
  await done(world, both.key, "updateNoticeSettings", { allLeads: true });
  await done(world, partner.key, "updateNoticeSettings", { mutedKinds: ["LEAD_ACCEPTED"] });
  const leadId = await register();
  await accept(leadId);
  await office.send();
  expect(subjects(partner)).toEqual([]);
  expect(subjects(both)).toEqual([expect.stringMatching(/^Accepted/)]);
  expect(subjects(sales)).toEqual([]);

  await done(world, sales.key, "addComment", { leadId, text: "Well?" });
  await done(world, world.staff.key, "deactivateMember", { memberId: both.memberId });
  await office.send();
  expect(subjects(both)).toHaveLength(1);
  expect(subjects(partner)).toEqual([expect.stringMatching(/^New comment/)]);
});

test("where the person who registered it has left, the partner's administrators are told", async () => {
  const leadId = await register();
  await done(world, world.staff.key, "deactivateMember", { memberId: partner.memberId });
  await accept(leadId);
  const mail = await lastTo(world.members.PARTNER_ADMIN);
  expect(mail.subject).toMatch(/^Accepted: sample-/);
});

test("what comes within five minutes of a mail about the same is told by one more, with the latest of it", async () => {
  const leadId = await register();
  await accept(leadId);
  for (const text of ["One", "Two", "Three"]) {
    await done(world, sales.key, "addComment", { leadId, text });
    await office.send();
  }
  const told = () =>
    office.mailbox.to(partner.email).filter((each) => each.subject.startsWith("New"));
  expect(told()).toHaveLength(1);
  await office.send(5);
  expect(told()).toHaveLength(2);
  expect(told().at(-1)?.text).toContain("Three");
  await office.send(60);
  expect(told()).toHaveLength(2);
});

test("a mail that bounces is kept as failed with the server's code, and nothing of the person", async () => {
  office.mailbox.refuse(partner.email, `550 5.1.1 ${partner.email} is nobody`);
  await accept(await register());
  await office.send();
  const rows = await statesOf(partner);
  expect(rows).toEqual([{ state: "FAILED", reason: expect.stringMatching(/^550/), attempts: 1 }]);
  expect(JSON.stringify(rows)).not.toContain("@");
});

test("a server that is busy is asked again, ever later, until it takes the mail", async () => {
  office.mailbox.refuse(partner.email, "451 4.3.0 Later");
  await accept(await register());
  await office.send();
  await office.send();
  expect(await statesOf(partner)).toMatchObject([{ state: "WAITING", attempts: 1 }]);
  await office.send(2);
  expect(await statesOf(partner)).toMatchObject([{ state: "WAITING", attempts: 2 }]);
  office.mailbox.refuse(partner.email, null);
  await office.send(6);
  expect(await statesOf(partner)).toMatchObject([{ state: "SENT", attempts: 3 }]);
  expect(subjects(partner)).toHaveLength(1);
});

test("a server that ends between sending and noting it leaves the notice uncertain, and nobody is told twice", async () => {
  await accept(await register());
  const dies = {
    ...office.mailer,
    send: async (mail: Parameters<typeof office.mailer.send>[0]) => {
      await office.mailer.send(mail);
      throw new Error("killed");
    },
  };
  await expect(office.send(0, dies)).rejects.toThrow("killed");
  expect(await statesOf(partner)).toMatchObject([{ state: "SENDING" }]);
  await office.send();
  expect(await statesOf(partner)).toMatchObject([{ state: "SENDING" }]);
  await office.send(11);
  expect(await statesOf(partner)).toMatchObject([{ state: "SENDING" }]);
  await office.send(13);
  expect(await statesOf(partner)).toMatchObject([{ state: "UNCERTAIN", attempts: 1 }]);
  expect(subjects(partner)).toHaveLength(1);
});

test("two servers at once tell each person once", async () => {
  const people = [partner];
  while (people.length < 5) people.push(await plantMember(world, ["PARTNER_MEMBER"], world.alpha));
  for (const person of people) await accept(await register(person));
  await Promise.all([office.send(), office.send(), office.send()]);
  for (const person of people)
    expect(subjects(person)).toEqual([expect.stringMatching(/^Accepted/)]);
});

test("without a mail server notices are kept as not sent, and do not come late", async () => {
  await accept(await register());
  await office.send(0, null);
  expect(await statesOf(partner)).toMatchObject([{ state: "NOT_SENT", attempts: 0 }]);
  await office.send(60);
  expect(subjects(partner)).toEqual([]);
});

describe("a clock", () => {
  const HOUR = 60;
  /** What is due in so many minutes, and looked at twice. */
  const fire = async (minutes: number) => {
    const { database } = world;
    const clock = () => new Date(Date.now() + minutes * 60_000);
    const reviewDraw = new ReviewDraw(Buffer.alloc(32));
    const deps = { database, newId, clock, reviewDraw, moves: await readStageMoves(database) };
    await fireClocks(deps, "clock");
    await fireClocks(deps, "clock");
  };
  const ofLead = (person: CastMember, name: string) =>
    subjects(person).filter((each) => each.includes(name));

  test("that warns tells whoever holds the lead, one that runs out whoever leads sales: each once", async () => {
    const manager = await plantMember(world, ["SALES_MANAGER"]);
    const name = newName();
    const leadId = await register(partner, name);
    const give = { leadId, memberId: sales.memberId, reason: "For you" };
    await done(world, manager.key, "reassignLead", give);
    // mails that are due together go out together, in no order
    await office.send(HOUR);

    await fire(25 * HOUR);
    await office.send(25 * HOUR);
    expect(ofLead(sales, name)).toEqual([`New lead: ${name}`, `Answer soon: ${name}`]);
    expect(office.mailbox.to(sales.email).at(-1)?.text).toMatch(/An answer is due by .*\./);
    await fire(49 * HOUR);
    await office.send(49 * HOUR);
    expect(ofLead(sales, name)).toHaveLength(2);
    const overdue = ofLead(manager, name).filter((each) => each.startsWith("Overdue"));
    expect(overdue).toEqual([`Overdue: ${name}`]);
    expect(subjects(partner)).toEqual([]);
  });

  test("of a lead that must move has words of its own, in English and in German", async () => {
    const manager = await plantMember(world, ["SALES_MANAGER"]);
    await done(world, manager.key, "updateNoticeSettings", { locale: "DE" });
    const name = newName();
    await accept(await register(partner, name));

    await fire(16 * 24 * HOUR);
    await office.send(16 * 24 * HOUR);
    expect(ofLead(sales, name)).toEqual([`Move on soon: ${name}`]);
    await fire(31 * 24 * HOUR);
    await office.send(31 * 24 * HOUR);
    expect(ofLead(manager, name)).toEqual([`Nicht rechtzeitig weitergeführt: ${name}`]);
    const mail = office.mailbox.to(manager.email).find((each) => each.subject.includes(name));
    expect(mail?.text).toMatch(/Das war fällig bis .*\./);
  });

  test("that hands a lead on tells whoever has it now, and nobody of a lead that moved meanwhile", async () => {
    const policy = { name: newName(), clock: "CONVERSION", consequence: "REASSIGN" };
    await done(world, world.staff.key, "createSlaPolicy", { ...policy, targetMinutes: HOUR });
    const [late, moved] = [newName(), newName()];
    const leadId = await register(partner, late);
    const movedId = await register(partner, moved);
    for (const each of [leadId, movedId]) await accept(each);
    await fire(HOUR + 1);
    await world.asOwner("update sla_policy set retired_at = created_at");
    const back = { leadId: movedId, reasonCode: "TIMING_LATER", revisitOn: "2099-05-04" };
    await done(world, world.members.SALES_MANAGER.key, "returnLead", back);
    await office.send(HOUR + 1);

    const [owner] = await world.asOwner<{ email: string }>(
      "select owner.email from lead join membership as owner on owner.id = lead.owner_id where lead.id = $1",
      [uuidOf(leadId)],
    );
    expect(owner?.email).not.toBe(sales.email);
    const told = office.mailbox.mails.filter(({ subject }) => subject.startsWith("Not moved"));
    const toWhom = (name: string) =>
      told.filter(({ subject }) => subject.includes(name)).map(({ to }) => to);
    expect(toWhom(late)).toEqual([owner?.email]);
    expect(toWhom(moved)).toEqual([]);
  });
});

test("a link at the end of a mail switches its kind off, by POST alone, and no other link does", async () => {
  const leadId = await register();
  await accept(leadId);
  const mail = await lastTo(partner);
  const link = /<https:\/\/api\.vendor\.example(\/\S+)>/.exec(
    mail.headers["list-unsubscribe"] ?? "",
  );
  const path = link?.[1] ?? "";
  expect(mail.text).toContain(path);
  const asked = await fetch(new URL(path, world.url));
  expect(await asked.text()).toContain('<form method="post">');
  expect(await mutedBy(partner)).toEqual([]);
  const forged = path.replace(partner.memberId, world.members.PARTNER_ADMIN.memberId);
  expect((await fetch(new URL(forged, world.url), { method: "POST" })).status).toBe(403);

  const stopped = await fetch(new URL(path, world.url), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(stopped.status).toBe(200);
  expect(await mutedBy(partner)).toEqual(["LEAD_ACCEPTED"]);
  expect(await mutedBy(world.members.PARTNER_ADMIN)).toEqual([]);
  const audited = await world.asOwner(
    "select mutation, outcome, actor_kind, actor_id from audit_entry where $1 = any(subject_ids) and mutation = 'stopNotices'",
    [partner.memberId],
  );
  expect(audited).toEqual([
    { mutation: "stopNotices", outcome: "DONE", actor_kind: "SYSTEM", actor_id: SYSTEM_ACTOR },
  ]);
});

describe("what a rival does", () => {
  test("is in no mail to a partner: no name, no id, no word", async () => {
    await office.send(30);
    const [beta] = await world.asOwner<{ emails: string[] }>(
      "select array_agg(email) as emails from membership where partner_id = $1",
      [uuidOf(world.beta)],
    );
    const emails = beta?.emails ?? [];
    const toBeta = office.mailbox.mails.filter((mail) => emails.includes(mail.to));
    expect(new Set(toBeta.map((mail) => mail.subject.split(":")[0])).size).toBeGreaterThan(2);
    const alphas = await world.asOwner<{ id: string }>(
      "select id from lead where partner_id = $1 union select id from membership where partner_id = $1",
      [uuidOf(world.alpha)],
    );
    for (const { raw, text, html, subject } of toBeta) {
      const all = [raw, text, html, subject].join("\n");
      expect(all).not.toContain(CANARY);
      for (const { id } of alphas) expect(all).not.toContain(id);
    }
    const toAlpha = office.mailbox.mails.filter((mail) => !emails.includes(mail.to));
    expect(toAlpha.some((mail) => mail.text.includes(CANARY))).toBe(true);
  });

  test("moves nothing of a partner's notices: an opened conflict tells nobody", async () => {
    const name = newName();
    const leadId = await register(partner, name);
    await done(
      world,
      world.rival.key,
      "registerLead",
      registration(`${name}-too`, `${name}.com`),
      "lead { id }",
    );
    const [lead] = await world.asOwner<{ id: string }>(
      "select id from lead where partner_id = $1 order by created_at desc limit 1",
      [uuidOf(world.beta)],
    );
    const deps = { database: world.database, newId, clock: () => new Date() };
    await matchLead(deps)({ leadId: idOf("lead", lead?.id ?? ""), partnerId: world.beta }, "job");
    const conflicts = await world.asOwner(
      "select 1 from conflict where $1 in (incumbent_lead_id, challenger_lead_id)",
      [uuidOf(leadId)],
    );
    expect(conflicts).toHaveLength(1);
    await office.send(10);
    expect(subjects(partner)).toEqual([]);
  });
});

test("a settings row is its member's alone: nobody else's can be written, in no role", async () => {
  const session = {
    ...({ role: "partner", partnerId: world.alpha, requestId: "test" } as const),
    actorId: uuidOf(partner.memberId),
  };
  const write = (memberId: string) =>
    world.database.transaction(session, async (tx) => {
      tx.queue(sql`
        insert into notice_setting (partner_id, member_id, locale, muted, all_leads, updated_at)
        values (${uuidOf(world.alpha)}::uuid, ${memberId}::uuid, 'DE', '{}', true, now())`);
      return null;
    });
  await expect(write(uuidOf(world.members.PARTNER_ADMIN.memberId))).rejects.toThrow(
    "what somebody is told is set by nobody else",
  );
  await write(uuidOf(partner.memberId));
  const seen = await world.ask(
    partner.key,
    "{ viewer { noticeSettings { locale allLeads mutedKinds } } }",
  );
  expect(seen.data?.["viewer"].noticeSettings).toEqual({
    locale: "DE",
    allLeads: true,
    mutedKinds: [],
  });
  for (const table of ["notice", "notice_occasion"])
    await expect(
      world.database.read(
        session,
        table === "notice" ? sql`select 1 from notice` : sql`select 1 from notice_occasion`,
      ),
    ).rejects.toThrow("permission denied");
});

test("nothing of a person is in the log, whatever an error says", async () => {
  await accept(await register());
  const lines: string[] = [];
  const log = createLogger("debug", { write: (line: string) => lines.push(line) });
  const breaks: Mailer = {
    ...office.mailer,
    send: async ({ to }) => {
      throw new Error(`no way to ${to.address}, <${to.address}> or "${to.name}"`);
    },
  };
  const work = () => office.send(0, breaks);
  const stop = startRepeat({ name: "send_notices", pauseMs: 10, work }, log);
  await vi.waitFor(() => expect(lines.join("\n")).toContain("repeat failed"));
  await stop();
  expect(lines.join("\n")).toContain("no way to");
  expect([...lines, ...world.lines].join("\n")).not.toMatch(/people\.example|Petra/);
});
