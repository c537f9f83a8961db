import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { notify } from "../../src/notices/index.ts";
import { sql, systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
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

test("a clock that runs out tells the owner through notify, once however often it is said", async () => {
  const leadId = await register();
  await accept(leadId);
  const occasion = {
    ...({ uuid: uuidOf(newId("evt")), kind: "ANSWER_OVERDUE", forVendor: true } as const),
    ...{ partnerId: world.alpha, leadId, at: new Date() },
  };
  for (const _ of [1, 2]) {
    await world.database.transaction(systemSession("clock"), async (tx) => {
      notify(tx, occasion);
      return null;
    });
    await office.send();
  }
  expect(subjects(sales)).toEqual([expect.stringMatching(/^Overdue: sample-/)]);
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

test("nothing of a person is in the log", () => {
  expect(world.lines.join("\n")).not.toMatch(/@people\.example|Petra/);
});
