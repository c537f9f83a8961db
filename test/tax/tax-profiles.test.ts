import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import { whyNotDecided } from "../../src/tax/domain/tax-profile.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { plantTaxProfile, profileInput } from "../support/plant-tax.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
let admin: CastMember;
let controller: CastMember;
beforeAll(async () => {
  world = await openLivingWorld();
  admin = world.members.PARTNER_ADMIN;
  controller = await plantMember(world, ["CONTROLLER"], null, { name: "Vera Verifies" });
}, 120_000);
afterAll(() => world.close());

const SHOWN = "taxProfile { id state taxIdEnds vatId country note replacedAt }";

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

const verify = (profile: object, more: object = {}) => ({
  ...profile,
  isVerified: true,
  note: "As the register of companies shows",
  ...more,
});

const statesOf = async (partnerId = world.alpha): Promise<string[]> =>
  (
    await world.asOwner<{ state: string }>(
      "select state from tax_profile where partner_id = $1 order by proposed_at, id",
      [uuidOf(partnerId)],
    )
  ).map(({ state }) => state);

describe("As whom a partner is taxed", () => {
  test("is entered by its administrator, and verified by somebody else in the place of the one before", async () => {
    const before = await statesOf();
    const made = await done(
      world,
      admin.key,
      "saveTaxProfile",
      profileInput({ taxId: "98-765 4321/a" }),
      SHOWN,
    );
    const { id } = made["taxProfile"];
    expect(made["taxProfile"]).toMatchObject({
      ...{ state: "WAITING", taxIdEnds: "321A", vatId: "DE123456789", note: null },
    });

    const input = verify({ taxProfileId: id, taxId: "987654321A" });
    const { taxProfile, errors } = await ask(controller, "decideTaxProfile", input);

    expect(errors).toEqual([]);
    expect(taxProfile).toMatchObject({ state: "VERIFIED", note: input.note, replacedAt: null });
    const after = await statesOf();
    expect(after).toHaveLength(before.length + 1);
    expect(after.filter((state) => state === "VERIFIED")).toHaveLength(1);
    expect(after.at(-1)).toBe("VERIFIED");
  });

  test("is one that waits: who enters another replaces it, and what was verified stands", async () => {
    const first = await plantTaxProfile(world, admin);
    const second = await plantTaxProfile(world, admin);

    expect((await statesOf()).slice(-2)).toEqual(["REPLACED", "WAITING"]);
    expect(await errorsOf(controller, "decideTaxProfile", verify(first))).toEqual([
      expect.objectContaining({ code: "ALREADY_DONE" }),
    ]);
    const declined = { taxProfileId: second.taxProfileId, isVerified: false, note: "Another name" };
    await done(world, controller.key, "decideTaxProfile", declined);
    expect((await statesOf()).filter((state) => state === "VERIFIED")).toHaveLength(1);
  });

  test("is verified by the number that was entered, and by no other", async () => {
    const { taxProfileId, taxId } = await plantTaxProfile(world, admin, { taxId: "11-2223334" });
    for (const [said, says] of [
      ["112223335", "not the tax number that was entered"],
      [null, "A tax number was entered"],
    ] as const) {
      const [error, ...others] = await errorsOf(
        controller,
        "decideTaxProfile",
        verify({ taxProfileId, taxId: said }),
      );
      expect(others).toEqual([]);
      expect(error).toMatchObject({ code: "BUSINESS_RULE", path: ["taxId"] });
      expect(error?.["message"]).toContain(says);
      expect(error?.["message"]).not.toContain("3334");
    }
    await done(world, controller.key, "decideTaxProfile", verify({ taxProfileId, taxId }));
  });

  test("may go without a tax number, and is then verified without", async () => {
    const { taxProfileId } = await plantTaxProfile(world, admin, { taxId: null });
    const withOne = verify({ taxProfileId, taxId: "123456789" });
    expect(await errorsOf(controller, "decideTaxProfile", withOne)).toEqual([
      expect.objectContaining({ path: ["taxId"] }),
    ]);
    await done(world, controller.key, "decideTaxProfile", verify({ taxProfileId }));
  });

  test("is verified by nobody who entered it or worked for the partner", async () => {
    const both = await plantMember(world, ["FINANCE", "CONTROLLER"], null, { name: "Bea Both" });
    const own = await plantTaxProfile(world, both, { partnerId: world.alpha });
    expect(await errorsOf(both, "decideTaxProfile", verify(own))).toEqual([
      expect.objectContaining({ message: expect.stringContaining("You entered this tax profile") }),
    ]);
    // a login is of one side: nothing else keeps a partner's own people from it in the database
    const insider = uuidOf(controller.memberId);
    await expect(
      world.asOwner(`
        set local app.actor_id = '${insider}';
        alter table membership drop constraint membership_user_fkey;
        insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
        select gen_random_uuid(), user_id, '${uuidOf(world.alpha)}', 'Carl', email, '{PARTNER_MEMBER}', now(), now()
        from membership where id = '${insider}';
        update tax_profile set state = 'VERIFIED', decided_at = proposed_at, decided_by = '${insider}', note = 'x'
        where id = '${uuidOf(own.taxProfileId as `txp_${string}`)}'`),
    ).rejects.toThrow(/nobody who worked for the partner/);
    const standing = { state: "WAITING", isOwn: false, isOfOwnPartner: true } as const;
    expect(whyNotDecided(standing)?.message).toContain("You worked for the partner");
    await done(world, controller.key, "decideTaxProfile", verify(own));
  });

  test("is told with all that is wrong, and without the number", async () => {
    const wrong = profileInput({ legalName: " ", country: "XX", vatId: "12", taxId: "99-88776-é" });
    const errors = await errorsOf(admin, "saveTaxProfile", wrong);
    expect(errors.map(({ path }) => path)).toEqual([
      ["legalName"],
      ["country"],
      ["vatId"],
      ["taxId"],
    ]);
    expect(JSON.stringify(errors)).not.toContain("88776");
  });

  test("is of a partner that is paid, and of a partner's people their own", async () => {
    const finance = world.members.FINANCE;
    expect(await errorsOf(finance, "saveTaxProfile", profileInput())).toEqual([
      expect.objectContaining({ code: "VALIDATION_FAILED", path: ["partnerId"] }),
    ]);
    for (const [by, partnerId] of [
      [finance, idOf("prt", "01970000-0000-7000-8000-000000000002")],
      [admin, world.beta],
    ] as const)
      expect(await errorsOf(by, "saveTaxProfile", profileInput({ partnerId }))).toEqual([
        expect.objectContaining({ code: "NOT_FOUND", path: ["partnerId"] }),
      ]);
  });

  test("is kept without its number: neither rows nor records of calls hold it", async () => {
    const taxId = "ZQ77665544";
    const planted = await plantTaxProfile(world, admin, { taxId });
    await done(world, controller.key, "decideTaxProfile", verify(planted));
    const tables = ["tax_profile", "idempotency_claim", "audit_entry"];
    for (const table of tables) {
      const [row] = await world.asOwner<{ found: boolean }>(
        `select coalesce(bool_or(t::text like '%77665544%'), false) as found from ${table} as t`,
      );
      expect(row?.found, table).toBe(false);
    }
    const [sealed] = await world.asOwner<{ id: string; bytes: Buffer; key: string }>(
      "select id, tax_id_sealed as bytes, key_id as key from tax_profile where tax_id_ends = '5544' and state = 'VERIFIED'",
    );
    const opened = world.vault.open(
      { bytes: sealed?.bytes ?? Buffer.alloc(0), keyId: sealed?.key ?? "" },
      idOf("txp", sealed?.id ?? ""),
    );
    expect(opened).toBe(taxId);
  });

  test("is read by its partner alone, and by whoever deals with the books", async () => {
    const document = "{ taxProfiles(first: 50) { nodes { partner { id } decidedBy { id } } } }";
    const own = await world.ask(admin.key, document);
    const partners: { partner: { id: string } }[] = own.data?.["taxProfiles"].nodes;
    expect(new Set(partners.map(({ partner }) => partner.id))).toEqual(new Set([world.alpha]));
    const others = await world.ask(
      world.rival.key,
      `{ taxProfiles(filter: { partnerId: "${world.alpha}" }) { nodes { id } } }`,
    );
    expect(others.data?.["taxProfiles"].nodes).toEqual([]);
  });
});

describe("The database refuses, whatever asks it,", () => {
  test("a second verified profile, one that changes, one that is deleted, and none in the place of one", async () => {
    const [row] = await world.asOwner<{ id: string }>(
      "select id from tax_profile where partner_id = $1 and state = 'VERIFIED'",
      [uuidOf(world.alpha)],
    );
    const id = row?.id;
    for (const [text, says] of [
      ["update tax_profile set legal_name = 'Another' where id = $1", "decided once"],
      ["update tax_profile set state = 'WAITING' where id = $1", "decided once"],
      ["delete from tax_profile where id = $1", "are kept"],
    ] as const)
      await expect(world.asOwner(text, [id]), text).rejects.toThrow(says);
    await expect(
      world.asOwner(
        "update tax_profile set state = 'REPLACED', replaced_at = now() where id = $1",
        [id],
      ),
    ).rejects.toThrow("never by none");
  });

  test("one person who says and verifies", async () => {
    const { taxProfileId } = await plantTaxProfile(world, admin);
    const { memberId } = admin;
    await expect(
      world.asOwner(
        `with acting as (select set_config('app.actor_id', $2, true))
         update tax_profile set state = 'VERIFIED', decided_at = now(), decided_by = $2::uuid, note = 'x'
         from acting where tax_profile.id = $1`,
        [uuidOf(taxProfileId as `txp_${string}`), uuidOf(memberId)],
      ),
    ).rejects.toThrow("another person");
  });

  test("and its promises hold", async () => {
    const checked = await checkInvariants({
      urls: { jobs: world.urls.jobs, auth: world.urls.auth, owner: world.ownerUrl },
      isServed: false,
    });
    expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
  });
});
