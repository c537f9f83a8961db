import type { Bench } from "../bench.ts";
import { R1, R1_STAGES } from "../documents.ts";
import { fireAt } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { askOnce, graphqlShot } from "../shots.ts";
import type { Shot } from "../load/load.ts";

const ALL = `query Page($after: String) {
  leads(first: 50, after: $after) { nodes { id stage claimedAt company { name } } pageInfo { hasNextPage endCursor } }
}`;

/** The 1,000th page against the first, of the largest partner's leads; each reached by walking. */
export async function measurePages(bench: Bench): Promise<void> {
  const { cluster, world, report, options } = bench;
  const [partner] = world.partners;
  if (!partner) throw new Error("nobody asks");
  const baton = await startBaton(cluster, 0);
  const ask = (after: string | null): Shot => graphqlShot(partner.key, ALL, { after });
  const wanted = 1_000;
  let after: string | null = null;
  let before: string | null = null;
  let page = 1;
  for (; page < wanted; page += 1) {
    const answer = JSON.parse(await askOnce(baton.url, ask(after))) as {
      data: { leads: { pageInfo: { hasNextPage: boolean; endCursor: string } } };
    };
    const { hasNextPage, endCursor } = answer.data.leads.pageInfo;
    if (!hasNextPage) {
      // the last page is not a full one: the one before it counts
      after = before;
      page -= 1;
      break;
    }
    before = after;
    after = endCursor;
  }
  const times = new Map<string, number[]>([
    ["first", []],
    ["deep", []],
  ]);
  const served = baton;
  const contenders = [
    { name: "first", served, shots: [ask(null)] },
    { name: "deep", served, shots: [ask(after)] },
  ];
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const contender of contenders) {
      const fired = await fireAt(bench, contender, { kind: "closed", seconds: options.seconds }, 1);
      if (round > 0) times.get(contender.name)?.push(fired.p50);
    }
  }
  await baton.stop();
  const best = (name: string): number => Math.min(...(times.get(name) ?? []));
  report.say("");
  report.say(
    `pages: p50 ${best("first").toFixed(2)} ms for page 1, ${best("deep").toFixed(2)} ms for page ${page}`,
  );
  report.found("pages/deep", best("deep") / best("first"), `page ${page}`);
}

/** Every filter that the lists of leads and credits offer, asked by the largest partner, one by one. */
export async function measureFilters(bench: Bench): Promise<void> {
  const { cluster, world, report, options } = bench;
  const [partner] = world.partners;
  if (!partner) throw new Error("nobody asks");
  const [sample] = await world.ask<{ reference: string; middle: string; sales: string }>(
    `select (select external_reference from lead where partner_id = $1 order by claimed_at limit 1) as reference,
       to_char((started + (ended - started) / 2) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as middle,
       (select bench.api_id('mem', member_id) from bench.staff where role = 'SALES_REP') as sales
     from bench.setting`,
    [partner.id],
  );
  if (!sample) throw new Error("the database was not seeded");
  const leads = (filter: object): Shot =>
    graphqlShot(
      partner.key,
      `query Leads($filter: LeadFilter) { leads(first: 50, filter: $filter) { nodes { id stage } } }`,
      { filter },
    );
  const credits = (filter: object): Shot =>
    graphqlShot(
      partner.key,
      `query Credits($filter: CreditFilter) { credits(first: 50, filter: $filter) { nodes { id } } }`,
      { filter },
    );
  const filters: readonly (readonly [string, Shot])[] = [
    ["stages: three", leads({ stages: R1_STAGES })],
    ["stages: a rare one", leads({ stages: ["WITHDRAWN"] })],
    ["stages: one that none has", leads({ stages: ["EXPIRED"] })],
    ["externalReference", leads({ externalReference: sample.reference })],
    ["ownerId", leads({ ownerId: sample.sales })],
    ["ownerId and a rare stage", leads({ ownerId: sample.sales, stages: ["DISQUALIFIED"] })],
    ["claimedFrom", leads({ claimedFrom: sample.middle })],
    ["claimedUntil", leads({ claimedUntil: sample.middle })],
    [
      "claimedUntil and a rare stage",
      leads({ claimedUntil: sample.middle, stages: ["WITHDRAWN"] }),
    ],
    ["credits: earnedFrom", credits({ earnedFrom: sample.middle })],
    ["credits: earnedUntil", credits({ earnedUntil: sample.middle })],
    ["leads with totalCount", graphqlShot(partner.key, "{ leads(first: 1) { totalCount } }", {})],
    ["the page of R1, one asker", graphqlShot(partner.key, R1, { stages: R1_STAGES })],
  ];
  const baton = await startBaton(cluster, 0);
  const found: (readonly [string, number])[] = [];
  report.say("");
  for (const [name, shot] of filters) {
    const pace = { kind: "closed", seconds: Math.min(options.seconds, 2), count: 40 } as const;
    const fired = await fireAt(bench, { name, served: baton, shots: [shot] }, pace, 1);
    if (fired.failed > 0) throw new Error(`${name}: ${fired.failure}`);
    found.push([name, fired.p50]);
    report.say(`filter ${name}: p50 ${fired.p50.toFixed(1)} ms`);
  }
  await baton.stop();
  const slowest = found.slice(0, -1).reduce((a, b) => (b[1] > a[1] ? b : a));
  report.found(
    "filters/slowest",
    slowest[1],
    `${slowest[0]}; timed through the API, not explained`,
  );
}
