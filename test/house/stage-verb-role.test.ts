import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ALL_ROLES, ROLES, scopesOf } from "../../src/identity/index.ts";
import type { Role } from "../../src/identity/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { STAGES } from "../../src/leads/domain/stage.ts";
import { isVerbOf, LEAD_VERBS, SYSTEM_VERBS } from "../../src/leads/domain/verb.ts";
import type { LeadVerb } from "../../src/leads/domain/verb.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { CRITERIA, metAnswers, openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { mutationFields, newName } from "../support/mutation-samples.ts";
import { ANSWERING_VERBS, otherPerson, plantForVerb } from "../support/plant-conversation.ts";
import { plantLead } from "../support/plant-lead.ts";
import type { Answer, Json } from "../support/served-world.ts";

interface MoveRow {
  readonly verb: string;
  readonly from_stage: string;
  readonly to_stage: string;
  readonly database_role: string;
  readonly event_type: string;
  readonly passes: readonly string[];
}

let world: LivingWorld;
/** The stage table: what is expected here is read from it and from the roles alone. */
let moves: readonly MoveRow[];

beforeAll(async () => {
  world = await openLivingWorld();
  moves = await world.asOwner<MoveRow>(
    "select * from stage_move order by verb, from_stage, to_stage",
  );
});
afterAll(() => world.close());

const ALL_STAGES = Object.keys(STAGES);
const VERBS = Object.keys(LEAD_VERBS) as LeadVerb[];
const MONEY = { amount: "1000", currency: "EUR" };

const NOBODY = newId("cnt");

/** What each verb says besides which lead; enough for it to be done wherever the stage allows it. */
const WORDS: Readonly<Record<LeadVerb, Json>> = {
  addComment: { text: "We met on Monday" },
  addContact: { contact: otherPerson() },
  answerRequest: { notes: "The buying department" },
  removeContact: { contactId: NOBODY },
  resubmitLead: { comment: "The budget is there now" },
  setPrimaryContact: { contactId: NOBODY },
  updateContact: { contactId: NOBODY, buyingRole: "DECIDES" },
  updateLead: { notes: "Corrected" },
  submitEvidence: { items: [{ kind: "OTHER", url: "https://files.example/tender" }] },
  withdrawLead: {},
  releaseProtection: {},
  reportProgress: { comment: "We met on Monday" },
  requestExtension: { comment: "The board meets in May" },
  decideExtension: { decision: "GRANT" },
  appealDecision: { comment: "We had met them before" },
  upholdAppeal: {},
  dismissAppeal: {},
  promoteLead: {},
  resumeLead: {},
  acceptLead: {},
  rejectLead: { reasonCode: "TOO_EARLY" },
  returnLead: { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" },
  qualifyLead: { criteriaVersionId: CRITERIA, answers: metAnswers() },
  disqualifyLead: { reasonCode: "NO_BUDGET" },
  convertLead: { amount: MONEY, closeOn: "2099-01-01" },
  winLead: { amount: MONEY, closedOn: "2026-01-01" },
  loseLead: { reasonCode: "PRICE" },
  changeDeal: { amount: { amount: "7", currency: "EUR" }, reason: "A discount" },
  reopenLead: { reason: "They came back" },
  undoMove: { reason: "The wrong lead" },
  requestInformation: { questions: [{ field: "NOTES", question: "Which department?" }] },
  takeCorrection: {},
  declineCorrection: { comment: "That is another firm" },
  transferLead: { partnerId: newId("prt"), reasonCode: "CUSTOMER_REQUEST" },
};

/** What they answer with is the lead in which this one goes on, by now or since before. */
const OPENING: Readonly<Partial<Record<LeadVerb, (stage: string) => string | null>>> = {
  transferLead: (stage) => stage,
  upholdAppeal: (stage) => (stage === "MERGED" ? "SUBMITTED" : null),
  dismissAppeal: (stage) => (stage === "MERGED" ? "SUBMITTED" : null),
};

const OUTCOME = `
  lead { stage version }
  errors { code ... on InvalidTransitionError { currentStage allowedActions } }`;

const plant = (stage: string, verb: LeadVerb | null = null): Promise<LeadId> =>
  plantLead(world, {
    partnerId: world.alpha,
    stage,
    ownerId: world.members.SALES_REP.memberId,
    // whose protection stands, and who asked for more, is a matter of its history
    isProtected: verb !== null && OF_HISTORY.includes(verb),
    asksForDays: verb === "decideExtension",
    ...(verb === "appealDecision" ? { wasDecided: "JUST_NOW" } : {}),
    ...(verb === "upholdAppeal" || verb === "dismissAppeal" ? { wasDecided: "AND_APPEALED" } : {}),
  });

/** They ask for more than a stage: tests of their own say what. */
const OF_HISTORY: readonly LeadVerb[] = [
  "appealDecision",
  "upholdAppeal",
  "dismissAppeal",
  "releaseProtection",
  "requestExtension",
  "decideExtension",
];

const roleOf = (role: Role): string =>
  ROLES[role].side === "PARTNER" ? "app_partner" : "app_vendor";

function moveOf(verb: LeadVerb, stage: string, databaseRole: string): MoveRow | undefined {
  return moves.find(
    (move) =>
      move.verb === verb && move.from_stage === stage && move.database_role === databaseRole,
  );
}

const holds = (role: Role, verb: LeadVerb): boolean => scopesOf([role]).has(LEAD_VERBS[verb].scope);

/** What the side of a role can do with a lead in a stage. */
function allowedFrom(role: Role, stage: string): readonly string[] {
  const databaseRole = roleOf(role);
  const actions = VERBS.filter((each) => moveOf(each, stage, databaseRole)).map(
    (each) => LEAD_VERBS[each].action,
  );
  return actions.toSorted();
}

test("the verbs of the stage table are the moving mutations of the API, and each has a scope", () => {
  const moving = [...new Set(moves.map((move) => move.verb))].toSorted();
  expect(moving).toEqual(
    [
      ...[...VERBS, ...SYSTEM_VERBS, "decideConflict", "shareProspect", "reassignLead"],
      ...["registerLead", "registerLeadFor"],
      ...["mergeLeads", "acceptOffer", "registerVendorLead"],
    ].toSorted(),
  );
  expect(mutationFields(world)).toEqual(expect.arrayContaining([...VERBS, "registerLead"]));
  expect(mutationFields(world)).not.toEqual(expect.arrayContaining([...SYSTEM_VERBS]));
  expect(ALL_STAGES).toHaveLength(14);
});

describe.each(ALL_ROLES)("%s", (role) => {
  test("is denied each verb that its scopes do not hold, in every stage", async () => {
    const all = VERBS.filter((verb) => !holds(role, verb));
    // a document has twenty fields at its root at most
    for (const denied of [all.slice(0, 20), all.slice(20)].filter((each) => each.length > 0)) {
      const fields = denied.map((verb) => {
        const input = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
        return {
          variable: `$${verb}: ${input}!`,
          field: `${verb}(input: $${verb}) { lead { id } }`,
        };
      });
      const document = `mutation (${fields.map((each) => each.variable).join(", ")}) { ${fields.map((each) => each.field).join(" ")} }`;
      for (const stage of ALL_STAGES) {
        const leadId = await plant(stage);
        const inputs = denied.map((verb) => [verb, { leadId, ...WORDS[verb] }] as const);

        const answer = await world.ask(
          world.members[role].key,
          document,
          Object.fromEntries(inputs),
        );

        expect(answer.data).toEqual(Object.fromEntries(denied.map((verb) => [verb, null])));
        expect(coordinatesIn(answer)).toEqual(denied.map((verb) => `Mutation.${verb}`).toSorted());
        expect(await standing(leadId)).toEqual({ stage, version: 1 });
      }
    }
  });

  const held = VERBS.filter((verb) => holds(role, verb));
  test.each(held)(
    "is answered as the stage table says when it calls %s, in every stage",
    async (verb) => {
      for (const stage of ALL_STAGES) {
        const leadId = await plant(stage, verb);
        const move = moveOf(verb, stage, roleOf(role));
        const undoTo = verb === "undoMove" ? await undoToOf(leadId) : null;
        const there = await plantForVerb(world, verb, leadId);

        const { data } = await mutate(
          world,
          world.members[role].key,
          verb,
          { leadId, ...wordsOf(verb, role), ...there },
          { selection: OUTCOME },
        );

        const outcome = data?.[verb];
        const where = `${role} calls ${verb} in ${stage}: ${JSON.stringify(outcome)}`;
        if (!isVerbOf(ROLES[role].side, verb)) {
          // the scope is held for another verb; this one is the other side's
          expect(outcome.errors, where).toEqual([{ code: "FORBIDDEN" }]);
          expect(await standing(leadId), where).toEqual({ stage, version: 1 });
        } else if (isUnseen(role, stage)) {
          expect(outcome, where).toEqual({ lead: null, errors: [{ code: "NOT_FOUND" }] });
          expect(await standing(leadId), where).toEqual({ stage, version: 1 });
        } else if (move) {
          const survivor = OPENING[verb]?.(stage) ?? null;
          expect(outcome, where).toEqual({
            lead:
              survivor === null
                ? { stage: undoTo ?? move.to_stage, version: 2 }
                : { stage: survivor, version: 1 },
            errors: [],
          });
        } else {
          const [error] = outcome.errors;
          expect(outcome.lead, where).toBeNull();
          expect({ ...error, allowedActions: error.allowedActions?.toSorted() }, where).toEqual({
            code: "INVALID_TRANSITION",
            currentStage: stage,
            allowedActions: allowedFrom(role, stage),
          });
          expect(await standing(leadId), where).toEqual({ stage, version: 1 });
        }
      }
    },
  );
});

/** Where the lead's last move came from, if it was the vendor's. */
async function undoToOf(leadId: LeadId): Promise<string | null> {
  const [lead] = await world.asOwner<{ undo_to: string | null }>(
    "select undo_to from lead where id = $1",
    [uuidOf(leadId)],
  );
  return lead?.undo_to ?? null;
}

/** What a partner is still writing is not there for the vendor. */
const isUnseen = (role: Role, stage: string): boolean =>
  ROLES[role].side === "VENDOR" && stage === "DRAFT";

/** A manager accepts for somebody; a representative for itself. */
function wordsOf(verb: LeadVerb, role: Role): Json {
  if (verb === "transferLead") return { ...WORDS[verb], partnerId: world.beta };
  const ownerId = world.members.SALES_REP.memberId;
  return verb === "acceptLead" && role !== "SALES_REP" ? { ownerId } : WORDS[verb];
}

const coordinatesIn = (answer: Answer): string[] =>
  answer.errors.map((error) => String(error["extensions"].coordinate)).toSorted();

async function standing(leadId: LeadId): Promise<Json | undefined> {
  const [row] = await world.asOwner<Json>("select stage, version from lead where id = $1", [
    uuidOf(leadId),
  ]);
  return row;
}

test("another partner's lead is not there, in whatever stage", async () => {
  for (const stage of ALL_STAGES) {
    const leadId = await plant(stage);
    const { data } = await mutate(
      world,
      world.rival.key,
      "withdrawLead",
      { leadId },
      { selection: OUTCOME },
    );
    expect(data?.["withdrawLead"], stage).toEqual({ lead: null, errors: [{ code: "NOT_FOUND" }] });
    expect(await standing(leadId)).toEqual({ stage, version: 1 });
  }
});

test("what a lead says the caller may do with it is what it can do", async () => {
  for (const stage of ALL_STAGES) {
    const leadId = await plant(stage);
    for (const role of ALL_ROLES) {
      const { data } = await world.ask(
        world.members[role].key,
        "query ($id: ID!) { lead(by: { id: $id }) { actions { action allowed reason } } }",
        { id: leadId },
      );
      if (isUnseen(role, stage)) {
        expect(data, role).toEqual({ lead: null });
        continue;
      }
      const actions: readonly Json[] = data?.["lead"].actions;
      const expected = VERBS.filter((verb) => isVerbOf(ROLES[role].side, verb)).map((verb) => ({
        action: LEAD_VERBS[verb].action,
        allowed: holds(role, verb) && moveOf(verb, stage, roleOf(role)) !== undefined,
      }));
      expect(
        actions.map(({ action, allowed }) => ({ action, allowed })),
        `${role} in ${stage}`,
      ).toEqual(expected);
      for (const { allowed, reason } of actions) expect(reason === null).toBe(allowed);
    }
  }
});

describe("the database's own trigger agrees, whoever writes past the verbs", () => {
  /** Tries a statement in a transaction of its own that is undone; says what stood in the way. */
  async function tryAs(
    client: pg.Client,
    statement: string,
    values: readonly unknown[],
  ): Promise<string> {
    await client.query("savepoint attempt");
    try {
      const { rowCount } = await client.query(statement, [...values]);
      return rowCount === 1 ? "written" : "not there";
    } catch (error) {
      const { code, constraint } = error as { code: string; constraint?: string };
      return constraint ?? code;
    } finally {
      await client.query("rollback to savepoint attempt");
    }
  }

  async function asRole<Result>(
    role: "partner" | "vendor" | "jobs",
    work: (client: pg.Client) => Promise<Result>,
  ): Promise<Result> {
    const client = new pg.Client({ connectionString: world.urls[role] });
    await client.connect();
    try {
      await client.query("begin");
      if (role === "partner") {
        await client.query(`set local app.partner_id = '${uuidOf(world.alpha)}'`);
      }
      const actor = uuidOf(world.members.PARTNER_MEMBER.memberId);
      await client.query(`set local app.actor_id = '${actor}'`);
      return await work(client);
    } finally {
      await client.end();
    }
  }

  const isMove = (from: string, to: string, databaseRole: string): boolean =>
    moves.some(
      (move) =>
        move.from_stage === from && move.to_stage === to && move.database_role === databaseRole,
    );

  /** A lead in each stage that wants nothing, so that the stages alone decide. */
  async function completeLeads(): Promise<Map<string, string>> {
    const leads = new Map<string, string>();
    for (const stage of ALL_STAGES) {
      const ownerId = world.members.SALES_REP.memberId;
      const lead = { partnerId: world.alpha, stage, ownerId, complete: true };
      leads.set(stage, uuidOf(await plantLead(world, lead)));
    }
    return leads;
  }

  test.each(["partner", "vendor", "jobs"] as const)(
    "as app_%s each pair of stages can be written exactly where the table has it",
    async (role) => {
      const databaseRole = `app_${role}`;
      const leads = await completeLeads();
      const found = await asRole(role, async (client) => {
        const results: [string, string][] = [];
        for (const [from, id] of leads) {
          for (const to of ALL_STAGES.filter((each) => each !== from)) {
            const said = await tryAs(
              client,
              `update lead set stage = $2, stage_entered_at = now(), updated_at = now(), version = version + 1 where id = $1`,
              [id, to],
            );
            results.push([`${from} → ${to}`, said]);
          }
        }
        return results;
      });

      const refusedFrom = (from: string): string =>
        role !== "partner" && from === "DRAFT" ? "not there" : "lead_stage_move";
      const expected = [...leads.keys()].flatMap((from) =>
        ALL_STAGES.filter((to) => to !== from).map((to) => [
          `${from} → ${to}`,
          isMove(from, to, databaseRole) ? "written" : refusedFrom(from),
        ]),
      );
      expect(found).toEqual(expected);
      expect(found).toHaveLength(14 * 13);
    },
  );

  test.each(["partner", "vendor", "jobs"] as const)(
    "as app_%s a lead begins only where the table lets it",
    async (role) => {
      // the vendor says so where it registers a partner's lead
      const [marked, mark] = role === "vendor" ? [", registered_by_vendor", ", true"] : ["", ""];
      const found = await asRole(role, async (client) => {
        const results: [string, string][] = [];
        for (const stage of ALL_STAGES) {
          const said = await tryAs(
            client,
            `insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at,
               registration_hash, source, registered_by, created_at, updated_at${marked})
             values ($1, $2, '01970000-0000-7000-8000-000000000001', 'NEW_BUSINESS', $3, now(), now(), now(),
               '\\x00', 'PARTNER_API', $4, now(), now()${mark})`,
            [
              uuidOf(newId("lead")),
              uuidOf(world.alpha),
              stage,
              uuidOf(world.members.PARTNER_MEMBER.memberId),
            ],
          );
          results.push([stage, said]);
        }
        return results;
      });
      const refused = role === "jobs" ? "42501" : "lead_stage_move";
      const isRegistered = (stage: string) =>
        moves.some(
          (move) =>
            move.from_stage === "NONE" &&
            move.to_stage === stage &&
            move.database_role === `app_${role}` &&
            move.event_type === "REGISTERED",
        );
      expect(found).toEqual(
        ALL_STAGES.map((stage) => [stage, isRegistered(stage) ? "written" : refused]),
      );
    },
  );

  test("a move without the event that tells of it, or with another's, is not written", async () => {
    const [[, id] = ["", ""]] = [...(await completeLeads())].filter(([stage]) => stage === "SAL");
    const said = await asRole("vendor", async (client) => {
      await client.query(
        "update lead set stage = 'SQL', stage_entered_at = now(), updated_at = now(), version = 2 where id = $1",
        [id],
      );
      return tryAs(
        client,
        `insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, at, actor_kind, actor_id, by_vendor)
         select $1, partner_id, id, 2, 'WON', 'OPPORTUNITY', 'WON', updated_at, 'MEMBER', $2, true from lead where id = $3`,
        [uuidOf(newId("evt")), uuidOf(world.members.PARTNER_MEMBER.memberId), id],
      );
    });
    expect(said).toBe("lead_event_tells_the_lead");
  });
});

test("whatever is done to a lead in whatever order, its history is a chain of the table's moves", async () => {
  const sequence = fc.array(fc.constantFrom(...VERBS), { minLength: 1, maxLength: 9 });
  // a walk at random rarely leaves the first stages: half of them begin with the way to the deal
  const onwards = sequence.map((verbs) => [
    ...(["acceptLead", "qualifyLead", "convertLead"] as const).slice(0, verbs.length % 4),
    ...verbs,
  ]);
  await fc.assert(
    fc.asyncProperty(fc.oneof(sequence, onwards), async (verbs) => {
      const alpha = world.members.PARTNER_MEMBER;
      const input = registration(newName());
      const made = await done(world, alpha.key, "registerLead", input, "lead { id }");
      const leadId: LeadId = made["lead"].id;
      const match = matchLead({ database: world.database, newId, clock: () => new Date() });
      let stage = "SUBMITTED";
      let undoTo: string | null = null;
      for (const verb of verbs) {
        const by = isVerbOf("PARTNER", verb) ? alpha : world.staff;
        const receiver = verb === "transferLead" ? { partnerId: world.beta } : {};
        const words = { leadId, ...WORDS[verb], ...receiver };
        // it may have been corrected since
        if (verb === "acceptLead") await match({ leadId, partnerId: world.alpha }, "job");
        const answer = await mutate(world, by.key, verb, words, { selection: OUTCOME });
        const row = moveOf(verb, stage, by === alpha ? "app_partner" : "app_vendor");
        const to: string | null | undefined = verb === "undoMove" ? undoTo : row?.to_stage;
        const move: string | null = (row && to) ?? null;
        const isDone = answer.data?.[verb].errors.length === 0;
        // a stage allows what the lead's protection, or having nothing to answer, may still forbid
        const mayRefuse = OF_HISTORY.includes(verb) || ANSWERING_VERBS.includes(verb);
        expect(isDone || mayRefuse, answer.text).toBe(move !== null || mayRefuse);
        if (!isDone || !move || move === stage) continue;
        undoTo =
          moves.find(
            (each) =>
              by !== alpha &&
              each.verb === "undoMove" &&
              each.from_stage === move &&
              each.to_stage === stage,
          )?.to_stage ?? null;
        stage = move;
        // whoever comes back is compared with all others anew
        await matchLead({ database: world.database, newId, clock: () => new Date() })(
          { leadId, partnerId: world.alpha },
          "job",
        );
      }
      await expectChain(leadId, stage);
    }),
    { numRuns: 20 },
  );
});

async function expectChain(leadId: LeadId, stage: string): Promise<void> {
  const events = await world.asOwner<Json>(
    "select seq, type, from_stage, to_stage, by_vendor, passed from lead_event where lead_id = $1 order by seq",
    [uuidOf(leadId)],
  );
  const row = await standing(leadId);
  expect(row).toEqual({ stage, version: events.length });
  expect(events.map((event) => event["seq"])).toEqual(events.map((_, index) => index + 1));
  let before = "NONE";
  for (const event of events) {
    expect(event["from_stage"]).toBe(before);
    const legal = moves.filter(
      (move) =>
        move.event_type === event["type"] &&
        move.from_stage === event["from_stage"] &&
        move.to_stage === event["to_stage"] &&
        (move.database_role === "app_vendor") === event["by_vendor"],
    );
    expect(legal.length, JSON.stringify(event)).toBeGreaterThan(0);
    expect(event["passed"]).toEqual(legal[0]?.passes);
    before = event["to_stage"];
  }
  expect(before).toBe(stage);
}
