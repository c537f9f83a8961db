import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { ruleInput } from "./plant-tax.ts";
import type { ServedWorld } from "./served-world.ts";

const DAY = 86_400_000;
const standsUntil = (days = 1): string => new Date(Date.now() + days * DAY).toISOString();

/** Whatever lets one person decide alone ends. */
export async function endWaivers(world: ServedWorld): Promise<void> {
  const standing = await world.asOwner<{ id: string | null }>("select app.standing_waiver() as id");
  if (standing[0]?.id === null) return;
  const admin = await plantMember(world, ["ADMIN"]);
  const { data } = await world.ask(
    admin.key,
    "{ secondPersonWaivers(first: 1) { nodes { id } } }",
    {},
  );
  const [found] = data?.["secondPersonWaivers"].nodes ?? [];
  await endWaiver(world, admin, found.id, "A sample");
}

const endWaiver = (world: ServedWorld, { key }: CastMember, id: string, reason: string) =>
  done(world, key, "endSecondPersonWaiver", { secondPersonWaiverId: id, reason });

export const waiverInput = (more: object = {}) => ({
  ...{ standsUntil: standsUntil(), reason: "She is alone this month", ...more },
});

/** Lets one person decide alone, in the place of whatever did. */
export async function plantWaiver(world: ServedWorld, words = "A sample"): Promise<string> {
  await endWaivers(world);
  const admin = await plantMember(world, ["ADMIN"]);
  const input = waiverInput({ reason: words });
  const shown = "secondPersonWaiver { id }";
  const made = await done(world, admin.key, "waiveSecondPerson", input, shown);
  return made["secondPersonWaiver"].id;
}

/** What one person decided alone under a waiver, which has ended since: a tax rule, which is declined. */
export async function plantWaivedDecision(
  world: ServedWorld,
  words = "A sample",
): Promise<{ readonly secondPersonWaiver: string; readonly waivedDecision: string }> {
  const secondPersonWaiver = await plantWaiver(world, words);
  const alone = await plantMember(world, ["FINANCE", "CONTROLLER"]);
  const rule = ruleInput({ country: "IS" });
  const made = await done(world, alone.key, "saveTaxRule", rule, "taxRule { id }");
  const decided = { taxRuleId: made["taxRule"].id, isApproved: false, note: words };
  await done(world, alone.key, "decideTaxRule", decided);
  const text = "{ waivedDecisions(first: 1) { nodes { id } } }";
  const { data } = await world.ask(alone.key, text, {});
  const [decision] = data?.["waivedDecisions"].nodes ?? [];
  await endWaiver(world, await plantMember(world, ["ADMIN"]), secondPersonWaiver, words);
  return { secondPersonWaiver, waivedDecision: decision.id };
}

/** The same, and another person has reviewed it. */
export async function plantReviewed(world: ServedWorld, words: string) {
  const planted = await plantWaivedDecision(world, words);
  const controller = await plantMember(world, ["CONTROLLER"]);
  const review = { waivedDecisionId: planted.waivedDecision, isAccepted: true, note: words };
  await done(world, controller.key, "reviewWaivedDecision", review);
  return planted;
}

/** Many more waivers that are over, and decisions under them, like those that are there. */
export async function plantManyWaivers(world: ServedWorld, count: number): Promise<void> {
  const triggers = (how: string) =>
    ["second_person_waiver", "waived_decision"]
      .map((table) => `alter table ${table} ${how} trigger user`)
      .join("; ");
  await world.asOwner(`
    ${triggers("disable")};
    with made as (
      insert into second_person_waiver (id, reason, waived_by, waived_at, until_at)
      select gen_random_uuid(), waiver.reason, waiver.waived_by, past.at, past.at + interval '1 hour'
      from (select * from second_person_waiver order by waived_at limit 1) as waiver
      cross join lateral (
        select '2020-01-01T00:00:00Z'::timestamptz + n * interval '1 day' as at from generate_series(1, ${count}) as n) as past
      returning id, waived_at)
    insert into waived_decision (waiver_id, rule, subject_id, prepared_by, decided_by, decided_at)
    select made.id, decision.rule, decision.subject_id, decision.prepared_by, decision.decided_by, made.waived_at
    from made
    cross join (select * from waived_decision limit 1) as decision;
    ${triggers("enable")}`);
}
