import { afterAll, beforeAll, expect, test } from "vitest";

import type { CastMember } from "../support/cast.ts";
import { done } from "../support/mutate.ts";
import { plantMissingLead } from "../support/plant-statement-disputes.ts";

import { openPostOffice } from "./post-office.ts";
import type { PostOffice } from "./post-office.ts";

let office: PostOffice;
beforeAll(async () => {
  office = await openPostOffice();
  await office.send();
}, 120_000);
afterAll(() => office.close());

test("Finance hears of a dispute, whoever may decide that an answer waits, and the partner what became of it", async () => {
  const { world, mailbox } = office;
  const { FINANCE: finance, CONTROLLER: controller, PARTNER_ADMIN: admin } = world.members;
  const last = (to: CastMember) => mailbox.to(to.email).at(-1);
  const missing = { statementId: world.ids.statement, missingLeadId: world.leads.discussed };
  const statementDisputeId = await plantMissingLead(world, admin, missing, "It was an SQL then");
  await office.send();
  for (const each of [finance, controller]) {
    expect(last(each)?.subject).toContain("Disputed: something missing on statement 1 (2015-02)");
    expect(last(each)?.text).toContain("It was an SQL then");
  }

  const answer = { outcome: "DISMISSED", answer: "It earned nothing in that month" };
  await done(world, finance.key, "proposeDisputeOutcome", { statementDisputeId, ...answer });
  await office.send();
  expect(last(controller)?.subject).toContain("To be decided: something missing on statement 1");
  expect(last(controller)?.text).toContain("is dismissed");
  expect(last(controller)?.text).toContain(answer.answer);
  expect(last(finance)?.subject).toContain("Disputed:");
  expect(JSON.stringify(mailbox.to(admin.email))).not.toContain(answer.answer);

  await done(world, controller.key, "decideStatementDispute", {
    ...{ statementDisputeId, isApproved: true },
  });
  await office.send();
  expect(last(admin)?.subject).toBe(
    "Your dispute was dismissed: something missing on statement 1 (2015-02)",
  );
  expect(last(admin)?.text).toContain(answer.answer);
});
