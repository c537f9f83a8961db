import { randomUUID } from "node:crypto";

import { closeOverdueRequests } from "../../src/handover/index.ts";
import { parseId } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { openApi } from "../support/api.ts";
import { registration } from "../support/living-world.ts";
import { mutationDocument } from "../support/mutate.ts";
import { newName } from "../support/mutation-samples.ts";
import { addPartner, addSalesRep, partnerCaller } from "../support/people.ts";
import type { Json } from "../support/served-world.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

/** A vendor and a partner at work, with a clock that a test sets. */
export interface ReviewDesk {
  readonly world: World;
  readonly partner: Caller;
  readonly rep: Caller;
  /** Sets the time of all that follows. */
  readonly now: (at: string) => void;
  readonly register: (more?: Json) => Promise<LeadId>;
  /** The payload of a mutation, errors and all. */
  readonly run: (by: Caller, verb: string, input: Json) => Promise<Json>;
  /** The code of the refusal, or "done". */
  readonly codeOf: (by: Caller, verb: string, input: Json) => Promise<string>;
  readonly lead: (by: Caller, leadId: LeadId) => Promise<Json>;
  /** Does what the server does by itself all the time. */
  readonly closeOverdue: () => Promise<void>;
}

const LEAD = `
  stage version actionRequired acceptanceDueAt acceptanceState notes
  contact { email } company { name taxId }
  informationRequests { nodes { state beforeAcceptance questions { field question } askedAt dueOn closedAt evidence } }
  timeline { nodes { type toStage fields actor { isVendor } } }`;

export async function openReviewDesk(timeZone = "UTC"): Promise<ReviewDesk> {
  const world = await openWorld();
  // leads are registered at the times that tests name
  await world.asOwner("update deployment set allow_past = true");
  await world.asOwner("update program set time_zone = $1", [timeZone]);
  let at = new Date("2026-02-02T10:00:00.000Z");
  const clock = () => at;
  const api = await openApi(world, clock);
  const { database } = world;
  const partner = partnerCaller(await addPartner(world, "Alpha"));
  const rep = await addSalesRep(world, "Sara");
  const run = async (by: Caller, verb: string, input: Json): Promise<Json> => {
    const selection = "lead { id } errors { code message path }";
    const document = mutationDocument(api, verb, selection, true);
    const result = await api.run(by, document, { input, key: randomUUID() });
    const payload: Json | undefined = (result.data as Json | undefined)?.[verb];
    if (!payload) throw new Error(JSON.stringify(result.errors));
    return payload;
  };
  const match = matchLead({ database, newId, clock });
  return {
    world,
    partner,
    rep,
    run,
    now: (text) => {
      at = new Date(text);
    },
    register: async (more = {}) => {
      const payload = await run(partner, "registerLead", { ...registration(newName()), ...more });
      const parsed = parseId("lead", payload["lead"]?.id ?? JSON.stringify(payload));
      if (!parsed.ok) throw new Error(parsed.problem);
      const { partnerId } = partner.session;
      if (partnerId === null) throw new Error("a partner's caller has a partner");
      await match({ leadId: parsed.id, partnerId }, "job");
      return parsed.id;
    },
    codeOf: async (by, verb, input) => (await run(by, verb, input))["errors"][0]?.code ?? "done",
    lead: async (by, leadId) => {
      const query = `query ($id: ID!) { lead(by: { id: $id }) { ${LEAD} } }`;
      const result = await api.run(by, query, { id: leadId });
      if (result.errors) throw new Error(JSON.stringify(result.errors));
      // as it travels: instants are texts
      return JSON.parse(JSON.stringify(result.data))["lead"];
    },
    closeOverdue: async () => {
      const moves = await readStageMoves(database);
      await closeOverdueRequests({ database, newId, clock, moves })("test");
    },
  };
}
