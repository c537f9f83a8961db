import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let alphaId: PartnerId;
let alpha: Caller;
let channel: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  alphaId = await addPartner(world, "Alpha");
  alpha = partnerCaller(alphaId);
  channel = vendorCaller();
});
afterAll(() => world.close());

const mutate = async (
  caller: Caller,
  verb: string,
  input: Record<string, unknown>,
  selection: string,
): Promise<Answer> => {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const source = `mutation ($input: ${type}!, $key: String!) {
    ${verb}(input: $input) @idempotent(key: $key) {
      ${selection} errors { __typename code path message ... on TermsNotAcceptedError { programId termsNumber } }
    }
  }`;
  const { data, errors } = await api.run(caller, source, { input, key: randomUUID() });
  expect(errors).toBeUndefined();
  return data[verb];
};

const prospect = () => {
  const name = `c${randomUUID()}`;
  return {
    company: { name, domain: `${name}.com`, country: "DE" },
    contact: { name: "Anna", email: `anna@${name}.com`, consent: { basis: "CONSENT" } },
  };
};

const register = (caller: Caller, more: Record<string, unknown> = {}) =>
  mutate(caller, "registerLead", { ...prospect(), ...more }, "lead { id termsNumber }");

const codes = ({ errors }: { errors: { code: string }[] }) => errors.map(({ code }) => code);

describe("the terms of a program", () => {
  const programWithTerms = async () => {
    const settings = { name: randomUUID(), timeZone: "UTC", needsTerms: true };
    const { program } = await mutate(channel, "createProgram", settings, "program { id }");
    await mutate(
      channel,
      "enrolPartner",
      { programId: program.id, partnerId: alphaId },
      "program { id }",
    );
    return program.id as string;
  };
  const publish = (
    programId: string,
    expectedVersion: number,
    more: Record<string, unknown> = {},
  ) =>
    mutate(
      channel,
      "publishTerms",
      { programId, expectedVersion, text: "Be good to prospects", ...more },
      "program { version termsInForce { number text url } terms { nodes { number effectiveAt } } }",
    );
  const accept = (programId: string, termsNumber: number, caller = alpha) =>
    mutate(
      caller,
      "acceptTerms",
      { programId, termsNumber },
      "program { acceptances { nodes { termsNumber partner { name } acceptedAt } } }",
    );

  test("bind nobody while none are published, then each partner until it accepts them", async () => {
    const programId = await programWithTerms();
    const before = await register(alpha, { programId });
    expect(before).toMatchObject({ errors: [], lead: { termsNumber: null } });

    const { program } = await publish(programId, 1, { url: "https://vendor.example/terms/1" });
    expect(program.termsInForce).toEqual({
      number: 1,
      text: "Be good to prospects",
      url: "https://vendor.example/terms/1",
    });
    const refused = await register(alpha, { programId });
    expect(refused).toMatchObject({
      lead: null,
      errors: [
        {
          __typename: "TermsNotAcceptedError",
          code: "TERMS_NOT_ACCEPTED",
          programId,
          termsNumber: 1,
        },
      ],
    });

    const accepted = await accept(programId, 1);
    expect(accepted.program.acceptances.nodes).toEqual([
      { termsNumber: 1, partner: { name: "Alpha" }, acceptedAt: expect.any(Date) },
    ]);
    expect(codes(await accept(programId, 1))).toEqual(["ALREADY_DONE"]);
    expect(await register(alpha, { programId })).toMatchObject({
      errors: [],
      lead: { termsNumber: 1 },
    });
  });

  test("of a later version are accepted anew, and leads keep the version they were registered under", async () => {
    const programId = await programWithTerms();
    await publish(programId, 1);
    await accept(programId, 1);
    const first = await register(alpha, { programId });
    await publish(programId, 2, { text: "Be better" });

    expect(codes(await register(alpha, { programId }))).toEqual(["TERMS_NOT_ACCEPTED"]);
    expect(codes(await accept(programId, 1))).toEqual(["BUSINESS_RULE"]);
    await accept(programId, 2);
    expect((await register(alpha, { programId })).lead.termsNumber).toBe(2);
    const { data } = await api.run(
      alpha,
      "query ($id: ID!) { lead(by: { id: $id }) { termsNumber } }",
      {
        id: first.lead.id,
      },
    );
    expect(data.lead.termsNumber).toBe(1);
  });

  test("come into force when they say, though nobody changes the program then; they can be accepted before", async () => {
    const programId = await programWithTerms();
    const soon = new Date(Date.now() + 1_500).toISOString();
    const published = await publish(programId, 1, { effectiveAt: soon });
    expect(published.program.termsInForce).toBeNull();
    expect(codes(await register(alpha, { programId }))).toEqual([]);
    const { version } = published.program;

    await new Promise((done) => setTimeout(done, Date.parse(soon) - Date.now() + 100));
    expect(codes(await register(alpha, { programId }))).toEqual(["TERMS_NOT_ACCEPTED"]);
    const next = await publish(programId, version, {
      effectiveAt: "2099-01-01T00:00:00.000Z",
    });
    expect(next.errors).toEqual([]);
    expect(codes(await accept(programId, 2))).toEqual([]);
    expect(codes(await register(alpha, { programId }))).toEqual(["TERMS_NOT_ACCEPTED"]);
    await accept(programId, 1);
    expect(codes(await register(alpha, { programId }))).toEqual([]);
  });

  test("are not taken with a time in the past, nothing to read, or on an old version of the program", async () => {
    const programId = await programWithTerms();
    const past = await publish(programId, 1, { effectiveAt: "2020-01-01T00:00:00.000Z" });
    expect(past.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["effectiveAt"] }]);
    const empty = await publish(programId, 1, { text: " " });
    expect(empty.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["text"] }]);
    const plain = await publish(programId, 1, { url: "http://vendor.example" });
    expect(plain.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["url"] }]);
    expect(codes(await publish(programId, 7))).toEqual(["VERSION_CONFLICT"]);
  });

  test("are the partner's alone to accept, and no rival's acceptance shows", async () => {
    const programId = await programWithTerms();
    const betaId = await addPartner(world, `Beta ${randomUUID()}`);
    const beta = partnerCaller(betaId);
    await mutate(channel, "enrolPartner", { programId, partnerId: betaId }, "program { id }");
    await publish(programId, 1);
    expect(codes(await accept(programId, 1, channel))).toEqual(["FORBIDDEN"]);
    await accept(programId, 1);
    const { data } = await api.run(
      beta,
      "query ($id: ID!) { program(id: $id) { acceptances { nodes { termsNumber } totalCount } version } }",
      { id: programId },
    );
    expect(data.program.acceptances).toEqual({ nodes: [], totalCount: 0 });
    expect(codes(await register(beta, { programId }))).toEqual(["TERMS_NOT_ACCEPTED"]);
    const outside = partnerCaller(await addPartner(world, `Gamma ${randomUUID()}`));
    expect(codes(await accept(programId, 1, outside))).toEqual(["NOT_FOUND"]);
  });
});

describe("the limits of a tier", () => {
  const partnerWith = async (limits: Record<string, unknown>) => {
    const rank = Math.floor(Math.random() * 1e9);
    const tier = await mutate(
      channel,
      "createPartnerTier",
      { name: randomUUID(), rank },
      "partnerTier { id version }",
    );
    const tierId = tier.partnerTier.id;
    const input = { tierId, expectedVersion: 1, ...limits };
    const set = await mutate(
      channel,
      "setTierLimits",
      input,
      "partnerTier { openLeadsLimit leadsPerDayLimit version }",
    );
    expect(set.errors).toEqual([]);
    const partner = await mutate(
      channel,
      "createPartner",
      { name: randomUUID(), tierId, state: "ACTIVE" },
      "partner { id }",
    );
    const partnerId: PartnerId = partner.partner.id;
    return { partnerId, caller: partnerCaller(partnerId), tierId };
  };

  test("refuse one lead too many, saying the limit and how many there are, until one is closed", async () => {
    const { caller } = await partnerWith({ openLeadsLimit: 2 });
    const first = await register(caller);
    await register(caller);
    const refused = await register(caller);
    expect(codes(refused)).toEqual(["LIMIT_EXCEEDED"]);
    expect(refused.errors[0].message).toContain("up to 2 open leads at once, and this one has 2");

    await mutate(caller, "withdrawLead", { leadId: first.lead.id }, "lead { stage }");
    expect(codes(await register(caller))).toEqual([]);
  });

  test("count by the day of the program's zone, closed leads too", async () => {
    const { caller, partnerId } = await partnerWith({ leadsPerDayLimit: 2 });
    const first = await register(caller);
    await mutate(caller, "withdrawLead", { leadId: first.lead.id }, "lead { stage }");
    await register(caller);
    const refused = await register(caller);
    expect(codes(refused)).toEqual(["LIMIT_EXCEEDED"]);
    expect(refused.errors[0].message).toContain(
      "up to 2 leads a day, and this one has registered 2 today",
    );

    // where the program's clock is, the day has just begun for one lead and not yet for the other
    await world.asOwner("alter table lead disable trigger user");
    await world.asOwner(
      "update lead set claimed_at = claimed_at - interval '1 day', created_at = created_at - interval '1 day' where partner_id = $1 and stage = 'WITHDRAWN'",
      [uuidOf(partnerId)],
    );
    await world.asOwner("alter table lead enable trigger user");
    expect(codes(await register(caller))).toEqual([]);
  });

  test("hold for rows that come together, of which those beyond are refused", async () => {
    const { caller } = await partnerWith({ openLeadsLimit: 3 });
    await register(caller);
    const rows = Array.from({ length: 4 }, () => ({ lead: prospect() }));
    const { results } = await mutate(
      caller,
      "registerLeads",
      { rows },
      "results { lead { id } errors { code } }",
    );
    expect(results.map(codes)).toEqual([[], [], ["LIMIT_EXCEEDED"], ["LIMIT_EXCEEDED"]]);
  });

  test("hold however many register at once", async () => {
    const { caller, partnerId } = await partnerWith({ openLeadsLimit: 3 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => register(caller)));
    const [row] = await world.asOwner("select count(*)::int as n from lead where partner_id = $1", [
      uuidOf(partnerId),
    ]);
    expect(row).toEqual({ n: 3 });
    expect(answers.flatMap(codes).toSorted()).toEqual(
      Array.from({ length: 9 }, () => "LIMIT_EXCEEDED"),
    );
  });

  test("cost nobody a round trip who has none", async () => {
    const { caller, tierId } = await partnerWith({});
    const { traffic } = world.database;
    const trips = async () => {
      const before = traffic.roundTrips;
      await register(caller);
      return traffic.roundTrips - before;
    };
    // the payload's fields are one more
    expect(await trips()).toBe(2);
    await mutate(
      channel,
      "setTierLimits",
      { tierId, expectedVersion: 2, openLeadsLimit: 9 },
      "partnerTier { id }",
    );
    expect(await trips()).toBe(5);
  });

  test("are read by whom they concern, and set on the version that was read", async () => {
    const { caller, tierId } = await partnerWith({ openLeadsLimit: 7, leadsPerDayLimit: 0 });
    const { data } = await api.run(
      caller,
      "{ partners { nodes { tier { openLeadsLimit leadsPerDayLimit } } } }",
    );
    expect(data.partners.nodes).toEqual([{ tier: { openLeadsLimit: 7, leadsPerDayLimit: 0 } }]);
    const late = await mutate(
      channel,
      "setTierLimits",
      { tierId, expectedVersion: 1 },
      "partnerTier { id }",
    );
    expect(codes(late)).toEqual(["VERSION_CONFLICT"]);
    const wrong = await mutate(
      channel,
      "setTierLimits",
      { tierId, expectedVersion: 2, openLeadsLimit: -1 },
      "partnerTier { id }",
    );
    expect(wrong.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["openLeadsLimit"] }]);
  });
});
