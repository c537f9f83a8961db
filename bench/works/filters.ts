import type { Bench } from "../bench.ts";
import { R1, R1_STAGES } from "../documents.ts";
import type { Shot } from "../load/load.ts";
import { fireAt } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { explainRead } from "../rivals/explain.ts";
import { loggedWhile } from "../rivals/record.ts";
import { askOnce, graphqlShot } from "../shots.ts";

const LEADS = `query Leads($filter: LeadFilter, $orderBy: LeadOrder) {
  leads(first: 50, filter: $filter, orderBy: $orderBy) { nodes { id stage version } }
}`;
const CREDITS = `query Credits($filter: CreditFilter) { credits(first: 50, filter: $filter) { nodes { id } } }`;

interface Sample {
  readonly reference: string;
  readonly campaign: string;
  readonly middle: string;
  readonly sales: string;
  readonly partner: string;
  /** A member who owns no lead. */
  readonly nobody: string;
  /** When the first lead was claimed. */
  readonly first: string;
}

/** Every filter and order that the lists of leads and credits offer, and some of them together. */
function asked(sample: Sample): readonly (readonly [string, string, object])[] {
  const leads = (name: string, filter: object, orderBy: object | null = null) =>
    [name, LEADS, { filter, orderBy }] as const;
  const credits = (name: string, filter: object) => [name, CREDITS, { filter }] as const;
  const { reference, campaign, middle, sales, partner } = sample;
  const orders = ["CLAIMED_AT", "UPDATED_AT", "REVISIT_ON"].flatMap((field) =>
    ["ASC", "DESC"].map((direction) => ({ field, direction })),
  );
  return [
    leads("stages: three", { stages: R1_STAGES }),
    leads("stages: a rare one", { stages: ["WITHDRAWN"] }),
    leads("stages: one that none has", { stages: ["EXPIRED"] }),
    leads("stages: two that none has", { stages: ["EXPIRED", "MERGED"] }),
    leads("externalReference", { externalReference: reference }),
    leads("externalReference that none has", { externalReference: "none" }),
    leads("campaign", { campaign }),
    leads("campaign that none has", { campaign: "none" }),
    leads("partnerId", { partnerId: partner }),
    leads("ownerId", { ownerId: sales }),
    leads("ownerId and a rare stage", { ownerId: sales, stages: ["DISQUALIFIED"] }),
    leads("claimedFrom", { claimedFrom: middle }),
    leads("claimedUntil", { claimedUntil: middle }),
    leads("claimedUntil and a rare stage", { claimedUntil: middle, stages: ["WITHDRAWN"] }),
    leads("or", { or: [{ stages: ["WITHDRAWN"] }, { externalReference: reference }] }),
    leads("not", { not: { stages: ["SUBMITTED", "SAL", "SQL", "OPPORTUNITY", "WON", "LOST"] } }),
    ...orders.map((order) => leads(`order ${order.field} ${order.direction}`, {}, order)),
    // what finds little or nothing shows how far an order is followed in vain
    ...orders.flatMap((order) => {
      const way = `by ${order.field} ${order.direction}`;
      return [
        leads(`a rare stage ${way}`, { stages: ["WITHDRAWN"] }, order),
        leads(`a stage that none has ${way}`, { stages: ["EXPIRED"] }, order),
        leads(`a campaign that none has ${way}`, { campaign: "none" }, order),
        leads(`an owner of none ${way}`, { ownerId: sample.nobody }, order),
        leads(`claimedUntil the first ${way}`, { claimedUntil: sample.first }, order),
      ];
    }),
    credits("credits", {}),
    credits("credits: partnerId", { partnerId: partner }),
    credits("credits: earnedFrom", { earnedFrom: middle }),
    credits("credits: earnedUntil", { earnedUntil: middle }),
    ["leads with totalCount", "{ leads(first: 1) { totalCount } }", {}],
  ];
}

/**
 * The largest partner asks for each, through the API; and each statement that it takes is explained as
 * the role that serves it, by the plan that serves: made without its values.
 */
export async function measureFilters(bench: Bench): Promise<void> {
  const { cluster, world, report, options } = bench;
  const [partner] = world.partners;
  if (!partner) throw new Error("nobody asks");
  const [sample] = await world.ask<Sample & Record<string, string>>(
    `select (select external_reference from lead where partner_id = $1 order by claimed_at limit 1) as reference,
       (select campaign from lead where partner_id = $1 and campaign is not null limit 1) as campaign,
       to_char((started + (ended - started) / 2) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as middle,
       (select bench.api_id('mem', member_id) from bench.staff where role = 'SALES_REP') as sales,
       bench.api_id('prt', $1) as partner,
       bench.api_id('mem', $1) as nobody,
       to_char(started at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as first
     from bench.setting`,
    [partner.id],
  );
  if (!sample) throw new Error("the database was not seeded");
  await world.ask("alter role app_partner set log_statement = 'all'");
  const baton = await startBaton(cluster, 0);
  report.say("");
  report.say("| filter | statement ms | blocks | p50 ms |");
  report.say("|---|--:|--:|--:|");
  let slowest = { name: "", ms: 0 };
  try {
    for (const [name, query, variables] of asked(sample)) {
      const shot = graphqlShot(partner.key, query, variables);
      const logged = await loggedWhile(cluster, () => askOnce(baton.url, shot));
      const read = logged.find(({ text }) => /\b(lead|credit)\b/.test(text));
      if (!read) throw new Error(`${name}: no statement was logged`);
      const { ms, blocks, plan } = await explainRead(cluster, partner, read);
      const p50 = await p50Of(bench, name, baton, shot);
      report.say(`| ${name} | ${ms.toFixed(1)} | ${blocks} | ${p50.toFixed(1)} |`);
      if (p50 > LONG_MS || ms > LONG_MS) report.say(plan);
      if (p50 > slowest.ms) slowest = { name, ms: p50 };
    }
    const page = graphqlShot(partner.key, R1, { stages: R1_STAGES });
    const p50 = await p50Of(bench, "R1", baton, page);
    report.say(`the page of R1, one asker: p50 ${p50.toFixed(1)} ms`);
  } finally {
    await baton.stop();
    await world.ask("alter role app_partner reset log_statement");
  }
  report.found("filters/slowest", slowest.ms, slowest.name);

  async function p50Of(of: Bench, name: string, served: typeof baton, shot: Shot): Promise<number> {
    const pace = { kind: "closed", seconds: Math.min(options.seconds, 2), count: 40 } as const;
    const fired = await fireAt(of, { name, served, shots: [shot] }, pace, 1);
    if (fired.failed > 0) throw new Error(`${name}: ${fired.failure}`);
    return fired.p50;
  }
}

/** From here on a plan is worth a look. */
const LONG_MS = 50;
