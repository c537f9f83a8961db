import { afterAll, beforeAll, expect, test } from "vitest";

import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { approvableCredit } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import { plantApprovalProposal, plantCreditHold } from "../support/plant-approval.ts";

import { openPostOffice } from "./post-office.ts";
import type { PostOffice } from "./post-office.ts";

let office: PostOffice;
let controller: CastMember;
beforeAll(async () => {
  office = await openPostOffice();
  controller = await plantMember(office.world, ["CONTROLLER"], null, { name: "Vera Verifies" });
  await office.send();
}, 120_000);
afterAll(() => office.close());

test("Who may decide hears that somebody else waits for it, and the partner's side what became of its credit, but not why it is suspected", async () => {
  const { world, mailbox } = office;
  const { FINANCE: finance, PARTNER_ADMIN: admin, PARTNER_MEMBER: member } = world.members;
  const creditId = await approvableCredit(world, controller, world.alpha);
  const last = (to: CastMember) => mailbox.to(to.email).at(-1);

  const hold = { creditId, kind: "FRAUD", reason: "One address, three names" };
  const held = await done(world, finance.key, "placeCreditHold", hold, "creditHold { id }");
  await office.send();
  const [, sum = ""] = /^A credit is held: (\d+\.\d\d EUR)$/.exec(last(admin)?.subject ?? "") ?? [];
  expect(sum).not.toBe("");
  expect(last(admin)?.text).toContain("We look at it.");
  expect(JSON.stringify(mailbox.mails)).not.toContain("One address");
  const toMember = mailbox.to(member.email).map(({ subject }) => subject);
  expect(toMember).not.toContain(`A credit is held: ${sum}`);

  const creditHoldId = held["creditHold"].id;
  const asked = { creditHoldId, reason: "They are one family" };
  await done(world, finance.key, "requestHoldRelease", asked);
  await office.send();
  expect(last(controller)?.subject).toContain("To be decided: a hold on");
  expect(last(controller)?.text).toContain("They are one family");
  await done(world, controller.key, "decideHoldRelease", { creditHoldId, isReleased: true });

  const proposed = await plantApprovalProposal(world, finance, creditId, "All of January");
  await office.send();
  expect(last(controller)?.subject).toBe(`To be approved: ${sum}`);
  expect(last(controller)?.text).toContain("All of January");
  expect(mailbox.to(finance.email).map(({ subject }) => subject)).not.toContain(
    `To be approved: ${sum}`,
  );
  await done(world, controller.key, "decideApproval", { ...proposed, isApproved: true });
  await office.send();
  expect(last(admin)?.subject).toBe(`Approved: ${sum}`);
  expect(last(admin)?.text).toContain(`a credit of yours: ${sum}`);

  // what is decided before it is told is told to nobody
  const before = mailbox.to(controller.email).length;
  const other = await plantCreditHold(
    world,
    finance,
    await approvableCredit(world, controller, world.alpha),
    {
      isRequested: true,
    },
  );
  await done(world, controller.key, "decideHoldRelease", { creditHoldId: other, isReleased: true });
  await office.send();
  expect(mailbox.to(controller.email)).toHaveLength(before);
});

test("The partner's side hears that it has a statement, and what it came to", () => {
  const { FINANCE: finance, PARTNER_ADMIN: admin, PARTNER_MEMBER: member } = office.world.members;
  const heard = (by: CastMember) =>
    office.mailbox.to(by.email).filter(({ subject }) => subject.startsWith("Your statement of"));

  // 1.00 was owed back by mistake, 1.01 rightly
  expect(heard(admin).map(({ subject }) => subject)).toEqual([
    "Your statement of 2015-02: -1.01 EUR",
  ]);
  expect(heard(admin)[0]?.text).toContain(
    "Statement 1 of 2015-02 is there. The month began with 0.00 EUR and ended with -1.01 EUR.",
  );
  expect([...heard(finance), ...heard(member)]).toEqual([]);
});
