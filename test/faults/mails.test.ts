import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { addPartner } from "../support/people.ts";
import { plantLead } from "../support/plant-lead.ts";
import { openScriptedMailServer } from "../support/scripted-mail-server.ts";
import type { World } from "../support/world.ts";
import { openWorld } from "../support/world.ts";

import { buildServer, startInstance, until } from "./instance.ts";
import type { Instance } from "./instance.ts";
import { newFolder, removeFolder, variablesFor } from "./town.ts";

const KILLS = 3;
const PEOPLE = 120;

const folder = newFolder();
beforeAll(() => buildServer(), 120_000);
afterAll(() => {
  removeFolder(folder);
});

/** People of a partner, who are all to be told of a comment on one lead. */
async function plantNotices(world: World, partnerId: PartnerId): Promise<readonly string[]> {
  const leadId = await plantLead(world, { partnerId, stage: "SUBMITTED", ownerId: newId("mem") });
  const emails: string[] = [];
  for (let person = 0; person < PEOPLE; person += 1) {
    const [userId, memberId] = [uuidOf(newId("usr")), uuidOf(newId("mem"))];
    const email = `${userId}@partner.example`;
    await world.asOwner(
      "insert into app_user (id, email, side, created_at, updated_at) values ($1, $2, 'PARTNER', now(), now())",
      [userId, email],
    );
    await world.asOwner(
      `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
       values ($1, $2, $3, 'Paula', $4, '{PARTNER_MEMBER}', now(), now())`,
      [memberId, userId, uuidOf(partnerId), email],
    );
    await world.asOwner(
      `insert into notice (id, occasion_id, kind, for_vendor, partner_id, lead_id, member_id, about, at, due_at)
       values ($1, $2, 'LEAD_COMMENTED', false, $3, $4, $5, $4, now(), now())`,
      [uuidOf(newId("ntc")), uuidOf(leadId), uuidOf(partnerId), uuidOf(leadId), memberId],
    );
    emails.push(email);
  }
  return emails;
}

/** What /metrics says of notices. */
async function figures(instance: Instance): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${await instance.listening}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^baton_notices_(?:total\{outcome="(\w+)"\}|(waiting)) (\d+)$/gm)].map(
      ([, outcome, waiting, count]) => [outcome ?? waiting ?? "", Number(count)],
    ),
  );
}

test("a server that is killed while mails go out tells nobody twice, leaves nobody out, and says of whom it is not sure", async () => {
  const [world, server] = await Promise.all([openWorld(), openScriptedMailServer()]);
  // long enough that a kill mostly comes between a mail and the note that it was sent
  server.script = { thinksMs: 80 };
  const emails = await plantNotices(world, await addPartner(world, "Alder"));
  const variables = {
    ...variablesFor(world, folder),
    SMTP_URL: server.url,
    MAIL_FROM: "Leads <leads@vendor.example>",
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const instance = startInstance(variables);
    const before = server.handed.length;
    await until(
      () => Promise.resolve(server.handed.length),
      (count) => count > before + 3,
      20_000,
    );
    await sleep(randomInt(300));
    await instance.end("SIGKILL");
  }
  const states = async () => {
    const rows = await world.asOwner<{ email: string; state: string; attempts: number }>(
      "select email, state, attempts from notice join membership on membership.id = member_id",
    );
    return rows;
  };
  const lost = (await states()).filter(({ state }) => state === "SENDING").length;
  expect(lost).toBeGreaterThan(0);
  // thirteen minutes later
  await world.asOwner(
    "update notice set taken_at = taken_at - interval '13 minutes' where state = 'SENDING'",
  );

  const last = startInstance(variables);
  await until(
    states,
    (rows) => rows.every(({ state }) => state === "SENT" || state === "UNCERTAIN"),
    30_000,
  );

  const ended = await states();
  const told = (email: string) => server.handed.filter((each) => each === email).length;
  expect(ended.map(({ email }) => email).sort()).toEqual([...emails].sort());
  expect(ended.filter(({ attempts }) => attempts !== 1)).toEqual([]);
  expect(ended.filter(({ state, email }) => state === "SENT" && told(email) !== 1)).toEqual([]);
  expect(ended.filter(({ email }) => told(email) > 1)).toEqual([]);
  const uncertain = ended.filter(({ state }) => state === "UNCERTAIN").length;
  expect(uncertain).toBe(lost);
  expect(lost).toBeLessThanOrEqual(KILLS * 3);
  const counted = await until(
    () => figures(last),
    ({ waiting }) => waiting === 0,
    5_000,
  );
  expect(counted).toMatchObject({ uncertain: lost, failed: 0, dropped: 0, not_sent: 0 });
  expect(counted["sent"]).toBeGreaterThan(0);
  await last.end("SIGTERM");
  await server.close();
  await world.close();
}, 120_000);
