import type { Bench } from "../bench.ts";
import { PEER_R1, PEER_R2, R1, R1_STAGES, R2 } from "../documents.ts";
import type { Shot } from "../load/load.ts";
import { graphqlShot, limitShot, peerShot, verify } from "../shots.ts";
import { byCpu, fireAt, measure, sayFigures, trafficOf } from "../measure.ts";
import type { Contender, Figures } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { startLimit } from "../rivals/limit.ts";
import { startPostGraphile } from "../rivals/postgraphile.ts";
import { askingInTurn } from "../world.ts";
import type { Partner } from "../world.ts";
import type { Served } from "../start-process.ts";
import { idOf } from "../product.ts";

const STAGES = R1_STAGES.join(",");

/** R1 and R2 against the limit, with and without row-level security, and against PostGraphile. */
export async function measureReads(bench: Bench): Promise<void> {
  const { cluster, report, options } = bench;
  const turns = askingInTurn(bench.world.partners);
  const baton = await startBaton(cluster, 0);
  const limits = await startLimits(bench);
  const peer = await startPostGraphile(cluster, true);
  const peerOpen = await startPostGraphile(cluster, false);
  const served = [baton, limits.framed, limits.open, peer, peerOpen];

  if (options.works.includes("R1")) {
    const contenders = [
      {
        name: "Baton",
        served: baton,
        shots: pageShots(turns),
      },
      ...(await bestForms(bench, limits, turns)),
      {
        name: "PostGraphile",
        served: peer,
        shots: turns.map((partner) =>
          peerShot(partner, peerR1(null), { filter: { stage: { in: R1_STAGES } } }),
        ),
      },
      {
        name: "PostGraphile without RLS",
        served: peerOpen,
        shots: turns.map((partner) =>
          peerShot(partner, peerR1(partner.id), {
            filter: { stage: { in: R1_STAGES }, partnerId: { equalTo: partner.id } },
          }),
        ),
      },
    ];
    await verify(bench, "R1", contenders, ["stage", "earnedAt"]);
    const figures = await measure(bench, contenders);
    sayFigures(bench, "R1, a page of 50 leads", figures);
    foundRatios(bench, "R1", figures);
    const traffic = await trafficOf(baton, () => fireAt(bench, alone(contenders[0]), one, 1));
    report.found("R1/round-trips", traffic.roundTrips, `${traffic.statements} statements`);
  }

  if (options.works.includes("R2")) {
    const leads = await leadsOf(bench, turns);
    const contenders = [
      {
        name: "Baton",
        served: baton,
        shots: leadShots(leads),
      },
      {
        name: "limit",
        served: limits.framed,
        shots: leads.map(({ partner, id }) => limitShot(partner, `/r2/${id}`)),
      },
      {
        name: "limit without RLS",
        served: limits.open,
        shots: leads.map(({ partner, id }) => limitShot(partner, `/r2/${id}`)),
      },
      {
        name: "PostGraphile",
        served: peer,
        shots: leads.map(({ partner, id }) => peerShot(partner, PEER_R2, { id })),
      },
      {
        name: "PostGraphile without RLS",
        served: peerOpen,
        shots: leads.map(({ partner, id }) => peerShot(partner, PEER_R2, { id })),
      },
    ];
    await verify(bench, "R2", contenders, ["seq", "email"]);
    const figures = await measure(bench, contenders);
    sayFigures(bench, "R2, a lead with its history", figures);
    foundRatios(bench, "R2", figures);
    const traffic = await trafficOf(baton, () => fireAt(bench, alone(contenders[0]), one, 1));
    report.found("R2/round-trips", traffic.roundTrips, `${traffic.statements} statements`);
  }
  for (const each of [...served, ...limits.others]) await each.stop();
}

const one = { kind: "closed", seconds: 5, count: 1 } as const;

/** With one shot for ever: another asker's credential may have to be looked up again. */
function alone(contender: Contender | undefined): Contender {
  if (!contender) throw new Error("nobody is measured");
  return { ...contender, shots: contender.shots.slice(0, 1) };
}

/** Without row-level security the query itself must say whose shares and credits are meant. */
function peerR1(partnerId: string | null): string {
  const own = partnerId === null ? "" : `, partnerId: "${partnerId}"`;
  return PEER_R1.replace("condition: SHARES", `condition: { book: "SOURCED"${own} }`).replace(
    "condition: CREDITS, ",
    partnerId === null ? "" : `condition: { partnerId: "${partnerId}" }, `,
  );
}

interface Limits {
  readonly framed: Served;
  readonly open: Served;
  readonly others: readonly Served[];
  readonly candidates: readonly Served[];
}

async function startLimits({ cluster }: Bench): Promise<Limits> {
  const start = (framed: boolean, plan: "auto" | "generic"): Promise<Served> =>
    startLimit({
      name: `limit${framed ? "" : " without RLS"}, ${plan} plans`,
      url: framed ? cluster.urlOf("partner") : cluster.url,
      framed,
      plan,
    });
  const framed = await start(true, "auto");
  const generic = await start(true, "generic");
  const open = await start(false, "generic");
  return { framed, open, others: [generic], candidates: [framed, generic] };
}

/** A weak limit is a lie: each form of the statement under each kind of plan, and the best one counts. */
async function bestForms(
  bench: Bench,
  limits: Limits,
  turns: readonly Partner[],
): Promise<readonly Contender[]> {
  const forms = ["r1-text", "r1-rows"].flatMap((form) =>
    limits.candidates.map((served) => ({
      form,
      name: `${served.name}, ${form.slice(3)}`,
      served,
      shots: turns.map((partner) => limitShot(partner, `/${form}/${STAGES}`)),
    })),
  );
  const figures = await measure({ ...bench, options: { ...bench.options, rounds: 2 } }, forms);
  sayFigures(bench, "R1, the forms of the limit", figures);
  // where others use the machine too, the work it takes says more than how fast it went
  const work = (of: Figures): number => of.nodeMs + of.databaseMs;
  const best = figures.reduce((a, b) => (work(b) < work(a) ? b : a));
  const chosen = forms.find((form) => form.name === best.name) ?? forms[0];
  if (!chosen) throw new Error("there is no form of the limit");
  return [
    { ...chosen, name: `limit (${chosen.name})` },
    {
      name: "limit without RLS",
      served: limits.open,
      shots: turns.map((partner) => limitShot(partner, `/${chosen.form}/${STAGES}`)),
    },
  ];
}

/** R1 as it is sent to Baton, by each partner in turn. */
export const pageShots = (turns: readonly Partner[]): readonly Shot[] =>
  turns.map((partner) => graphqlShot(partner.key, R1, { stages: R1_STAGES }));

/** R2 as it is sent to Baton. */
export const leadShots = (leads: Awaited<ReturnType<typeof leadsOf>>): readonly Shot[] =>
  leads.map(({ partner, apiId }) => graphqlShot(partner.key, R2, { id: apiId }));

/** For each turn one of its partner's leads. */
export async function leadsOf(bench: Bench, turns: readonly Partner[]) {
  const rows = await bench.world.ask<{ partner_id: string; ids: string[] }>(
    `select p.id as partner_id, array(
       select l.id from lead as l where l.partner_id = p.id order by bench.dice(('x' || substr(md5(l.id::text), 1, 15))::bit(60)::bigint, 20), l.id limit 200) as ids
     from bench.partner as p where p.id = any($1)`,
    [bench.world.partners.map((partner) => partner.id)],
  );
  return turns.map((partner, index) => {
    const ids = rows.find((row) => row.partner_id === partner.id)?.ids ?? [];
    const id = ids[index % ids.length] ?? "";
    return { partner, id, apiId: idOf("lead", id) };
  });
}

function foundRatios(bench: Bench, work: "R1" | "R2", figures: readonly Figures[]): void {
  const [own, limit, open, peer, peerOpen] = figures;
  if (!own || !limit || !open || !peer || !peerOpen) return;
  const to = (other: Figures): number => own.okPerSecond / other.okPerSecond;
  bench.report.found(`${work}/limit`, to(limit), byCpu(own, limit));
  if (work === "R1") bench.report.found("R1/limit-no-rls", to(open), byCpu(own, open));
  bench.report.found(
    `${work}/peer`,
    to(peer),
    `${byCpu(own, peer)}; ${to(peerOpen).toFixed(2)} to PostGraphile without RLS`,
  );
}
