import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { formInput, plantTaxForm } from "../support/plant-tax.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
let admin: CastMember;
let controller: CastMember;
beforeAll(async () => {
  world = await openLivingWorld();
  admin = world.members.PARTNER_ADMIN;
  controller = await plantMember(world, ["CONTROLLER"], null, { name: "Abe Accepts" });
}, 120_000);
afterAll(() => world.close());

const SHOWN = "taxForm { id state isValid lastValidOn note endReason }";

async function ask(by: CastMember, verb: string, input: object): Promise<Json> {
  const answer = await mutate(world, by.key, verb, input, {
    selection: `${SHOWN} errors { code message path }`,
  });
  const payload = answer.data?.[verb];
  if (!payload) throw new Error(answer.text);
  return payload;
}

const errorsOf = async (by: CastMember, verb: string, input: object): Promise<Json[]> =>
  (await ask(by, verb, input))["errors"];

const accept = (taxFormId: string) => ({
  ...{ taxFormId, isAccepted: true },
  note: "Name and signature as in the profile",
});

const today = (): string => new Date().toISOString().slice(0, 10);

describe("A tax form", () => {
  test("is recorded by the partner, accepted by somebody else, and counts until it is ended", async () => {
    const taxFormId = await plantTaxForm(world, admin);
    const accepted = await ask(controller, "decideTaxForm", accept(taxFormId));
    expect(accepted["taxForm"]).toMatchObject({ state: "ACCEPTED", isValid: true });

    const ended = await ask(admin, "endTaxForm", { taxFormId, reason: "We moved" });
    expect(ended["taxForm"]).toMatchObject({
      ...{ state: "ENDED", isValid: false, endReason: "We moved" },
    });
    for (const [by, verb, input] of [
      [controller, "decideTaxForm", accept(taxFormId)],
      [admin, "endTaxForm", { taxFormId, reason: "Again" }],
    ] as const)
      expect(await errorsOf(by, verb, input), verb).toEqual([
        expect.objectContaining({ code: "ALREADY_DONE" }),
      ]);
  });

  test("counts up to its last day, and not on the day after", async () => {
    const taxFormId = await plantTaxForm(world, admin, { lastValidOn: today() });
    const accepted = await ask(controller, "decideTaxForm", accept(taxFormId));
    expect(accepted["taxForm"]).toMatchObject({ state: "ACCEPTED", isValid: true });
    const past = await plantTaxForm(world, admin, { lastValidOn: "2026-01-06" });
    expect(await errorsOf(controller, "decideTaxForm", accept(past))).toEqual([
      expect.objectContaining({ message: expect.stringContaining("ran out on 2026-01-06") }),
    ]);
    await world.asOwner("alter table tax_form disable trigger user");
    await world.asOwner("update tax_form set last_valid_on = current_date - 1 where id = $1", [
      uuidOf(taxFormId as `txf_${string}`),
    ]);
    await world.asOwner("alter table tax_form enable trigger user");
    const read = await world.ask(
      admin.key,
      `{ node(id: "${taxFormId}") { ... on TaxForm { isValid state } } }`,
    );
    expect(read.data?.["node"]).toEqual({ isValid: false, state: "ACCEPTED" });
  });

  test("is accepted by nobody who recorded it", async () => {
    const both = await plantMember(world, ["FINANCE", "CONTROLLER"], null, { name: "Bea Both" });
    const taxFormId = await plantTaxForm(world, both, { partnerId: world.alpha });
    expect(await errorsOf(both, "decideTaxForm", accept(taxFormId))).toEqual([
      expect.objectContaining({ message: expect.stringContaining("You recorded this tax form") }),
    ]);
    await done(world, controller.key, "decideTaxForm", accept(taxFormId));
  });

  test("is none where none is needed, which the vendor says with its reason", async () => {
    const none = { kind: "NONE_NEEDED", lastValidOn: null };
    expect(await errorsOf(admin, "recordTaxForm", formInput(none))).toEqual([
      expect.objectContaining({ code: "BUSINESS_RULE", path: ["kind"] }),
    ]);
    const finance = world.members.FINANCE;
    const said = formInput({ ...none, partnerId: world.alpha });
    expect(await errorsOf(finance, "recordTaxForm", { ...said, remark: null })).toEqual([
      expect.objectContaining({ path: ["remark"] }),
    ]);
    await done(world, finance.key, "recordTaxForm", said);
  });

  test("is told with all that is wrong with its days", async () => {
    const wrong = formInput({ receivedOn: "2098-01-01", lastValidOn: "2026-01-01" });
    expect((await errorsOf(admin, "recordTaxForm", wrong)).map(({ path }) => path)).toEqual([
      ["receivedOn"],
      ["lastValidOn"],
    ]);
    const endless = formInput({ lastValidOn: null });
    expect(await errorsOf(admin, "recordTaxForm", endless)).toEqual([
      expect.objectContaining({ path: ["lastValidOn"], code: "VALIDATION_FAILED" }),
    ]);
    await done(world, admin.key, "recordTaxForm", formInput({ kind: "W_9", lastValidOn: null }));
  });

  test("of another partner is not there", async () => {
    const taxFormId = await plantTaxForm(world, admin);
    expect(await errorsOf(world.rival, "endTaxForm", { taxFormId, reason: "Mine" })).toEqual([
      expect.objectContaining({ code: "NOT_FOUND" }),
    ]);
    const document = `{ taxForms(filter: { partnerId: "${world.alpha}" }) { nodes { id } } }`;
    const read = await world.ask(world.rival.key, document);
    expect(read.data?.["taxForms"].nodes).toEqual([]);
  });
});

test("The database refuses forms that change, that are deleted, and that one person records and accepts", async () => {
  const taxFormId = uuidOf((await plantTaxForm(world, admin)) as `txf_${string}`);
  await expect(
    world.asOwner("update tax_form set last_valid_on = '2199-01-01' where id = $1", [taxFormId]),
  ).rejects.toThrow("decided once");
  await expect(world.asOwner("delete from tax_form where id = $1", [taxFormId])).rejects.toThrow(
    "are kept",
  );
  await expect(
    world.asOwner(
      `with acting as (select set_config('app.actor_id', $2, true))
       update tax_form set state = 'ACCEPTED', decided_at = now(), decided_by = $2::uuid, note = 'x'
       from acting where tax_form.id = $1`,
      [taxFormId, uuidOf(admin.memberId)],
    ),
  ).rejects.toThrow("another person");
});
