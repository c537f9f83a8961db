import { afterAll, beforeAll, expect, test } from "vitest";

import { CRITERIA_SET, publishedCriteria, SOME_CRITERION } from "../support/plant-criteria.ts";
import { done } from "../support/mutate.ts";

import { openPostOffice } from "./post-office.ts";
import type { PostOffice } from "./post-office.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
}, 120_000);
afterAll(() => office.close());

const SUBJECT = "To be reviewed: criteria Default criteria, version 1";

test("Those who sign criteria hear that what they qualified is won less often, and nobody else does", async () => {
  const { world, mailbox } = office;
  const { SALES_MANAGER: manager, MARKETING_OPS: marketing } = world.members;
  await done(world, marketing.key, "updateNoticeSettings", { locale: "DE" });
  await office.send();

  const about = (email: string) =>
    mailbox.to(email).filter(({ subject }) => /To be reviewed|Zu überprüfen/u.test(subject));
  expect(about(manager.email).map(({ subject }) => subject)).toEqual([SUBJECT]);
  const [english] = about(manager.email);
  expect(english?.text).toContain("Of 40 leads");
  expect(english?.text).toContain("8 were won: 20 %.");
  expect(english?.text).toContain("45 of 100 were: 45 %.");
  const [german] = about(marketing.email);
  expect(german?.subject).toBe("Zu überprüfen: Kriterien Default criteria, Version 1");
  expect(german?.text).toContain("Von 40 Leads");
  for (const { email } of [world.members.SALES_REP, world.members.PARTNER_ADMIN])
    expect(about(email), email).toEqual([]);
});

test("Nobody is told to review what others have taken the place of", async () => {
  const { world, mailbox } = office;
  const { SALES_MANAGER: sales, MARKETING_OPS: marketing } = world.members;
  const before = mailbox.to(sales.email).length;
  await world.asOwner(`
    insert into criteria_review (id, version_id, cause, found_at)
    select gen_random_uuid(), id, 'AGE', now() + interval '13 months' from criteria_version where created_by is null`);
  await publishedCriteria(
    world,
    { marketing, sales },
    { criteriaSetId: CRITERIA_SET, criteria: [SOME_CRITERION], changeNote: "Need alone" },
  );
  await office.send(60 * 24 * 31 * 14);

  const later = mailbox.to(sales.email).slice(before);
  expect(later.filter(({ subject }) => subject === SUBJECT)).toEqual([]);
});
