import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { smtpMailer } from "../../src/platform/mail/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import { openScriptedMailServer } from "../support/scripted-mail-server.ts";
import type { MailScript, ScriptedMailServer } from "../support/scripted-mail-server.ts";

import { openPostOffice } from "./post-office.ts";
import type { PostOffice } from "./post-office.ts";

let office: PostOffice;
let world: LivingWorld;
let server: ScriptedMailServer;
/** Somebody of Alpha's whose lead was accepted and who is not told of it yet, new for each test. */
let partner: CastMember;

beforeAll(async () => {
  [office, server] = await Promise.all([openPostOffice(), openScriptedMailServer()]);
  ({ world } = office);
});
afterAll(async () => {
  await Promise.all([office.close(), server.close()]);
});
beforeEach(async () => {
  await office.send();
  partner = await plantMember(world, ["PARTNER_MEMBER"], world.alpha);
  const sales = await plantMember(world, ["SALES_REP"]);
  const leadId = await office.register(partner);
  await done(world, sales.key, "acceptLead", { leadId, ownerId: sales.memberId });
});

const handed = () => server.handed.filter((address) => address === partner.email).length;

/** Sends what is due in so many minutes through a server that answers so. */
async function through(
  script: MailScript,
  minutes = 0,
  patience?: Parameters<typeof smtpMailer>[1],
): Promise<void> {
  server.script = script;
  const mailer = smtpMailer({ url: server.url, from: "leads@vendor.example" }, patience);
  try {
    await office.send(minutes, mailer);
  } finally {
    mailer.close();
  }
}

async function noticeOf(person: CastMember): Promise<unknown> {
  const rows = await world.asOwner(
    "select state, reason from notice where member_id = $1 and kind = 'LEAD_ACCEPTED'",
    [uuidOf(person.memberId)],
  );
  expect(rows).toHaveLength(1);
  return rows[0];
}

describe("a mail that was handed over to its last line", () => {
  test("is not sent again where the server hangs up without an answer, since it may have it", async () => {
    await through({ body: "hang up" });
    expect(await noticeOf(partner)).toEqual({ state: "UNCERTAIN", reason: "ECONNECTION" });
    await through({}, 60);
    expect(handed()).toBe(1);
  });

  test("is not sent again where the server never answers", async () => {
    const patience = { handoverMs: 5_000, answerMs: 500 };
    await through({ body: null }, 0, patience);
    expect(await noticeOf(partner)).toEqual({ state: "UNCERTAIN", reason: "ETIMEDOUT" });
    await through({}, 60);
    expect(handed()).toBe(1);
  });

  test("is not sent again where it was given up meanwhile, which ends the wait", async () => {
    server.script = { body: null };
    const mailer = smtpMailer({ url: server.url, from: "leads@vendor.example" });
    const sending = office.send(0, mailer);
    await vi.waitFor(() => expect(handed()).toBe(1), { timeout: 5_000 });
    mailer.close();
    await sending;
    expect(await noticeOf(partner)).toEqual({ state: "UNCERTAIN", reason: "ECONNECTION" });
  });

  test("is sent where the server thinks about it for longer than it may about anything else", async () => {
    const patience = { handoverMs: 1_000, answerMs: 10_000 };
    await through({ thinksMs: 1_500 }, 0, patience);
    expect(await noticeOf(partner)).toEqual({ state: "SENT", reason: null });
  });

  test("is failed where the server does not take what it says, and waits where it is busy", async () => {
    await through({ body: "452 4.3.1 Full" });
    expect(await noticeOf(partner)).toEqual({ state: "WAITING", reason: "452 4.3.1" });
    await through({ body: "554 5.7.1 Spam" }, 2);
    expect(await noticeOf(partner)).toEqual({ state: "FAILED", reason: "554 5.7.1" });
  });
});

describe("a mail that no server was handed", () => {
  test.each<[string, MailScript, string]>([
    ["does not know the password", { AUTH: "535 5.7.8 Who?" }, "535 5.7.8"],
    ["takes nobody's mails at the moment", { greeting: "554 5.3.2 Closed" }, "554 5.3.2"],
    ["does not take the sender's", { MAIL: "550 5.7.1 Not yours" }, "550 5.7.1"],
    ["does not begin", { DATA: "554 5.5.1 No" }, "554 5.5.1"],
  ])("waits, and comes later, where a server %s", async (_, script, reason) => {
    await through(script);
    expect(handed()).toBe(0);
    expect(await noticeOf(partner)).toEqual({ state: "WAITING", reason });
    await office.send(2);
    expect(await noticeOf(partner)).toEqual({ state: "SENT", reason: null });
    expect(office.mailbox.to(partner.email)).toHaveLength(1);
  });

  test("waits where a server falls silent before", async () => {
    const patience = { handoverMs: 500, answerMs: 10_000 };
    await through({ RCPT: null }, 0, patience);
    expect(await noticeOf(partner)).toEqual({ state: "WAITING", reason: "ETIMEDOUT" });
  });

  test("is failed where the address does not exist", async () => {
    await through({ RCPT: "550 5.1.1 Nobody" });
    expect(await noticeOf(partner)).toEqual({ state: "FAILED", reason: "550 5.1.1" });
  });
});
