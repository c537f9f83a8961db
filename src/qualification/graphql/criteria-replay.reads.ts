import { idOf } from "../../kernel/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { rateInterval } from "../domain/rate-interval.ts";
import { REPLAY_CHANGES } from "../domain/replay.ts";
import type { ReplayCount } from "../domain/replay.ts";
import { CriteriaReplayRow, ReplayedLeadRow } from "../store/criteria-replay.row.ts";

const replay = tableOf(CriteriaReplayRow);
const lead = tableOf(ReplayedLeadRow);

/** For the vendor alone: partners have no row of it. */
export const criteriaReplayReads: Source = {
  type: "CriteriaReplay",
  table: replay,
  isPartners: false,
  fields: {
    id: id("crp", replay.cell("id")),
    criteriaVersion: one("CriteriaVersion", { id: "criteriaVersionId" }),
    startsOn: column(replay.cell("startsOn")),
    endsOn: column(replay.cell("endsOn")),
    partnerIds: value([replay.cell("partnerIds")], ([ids]) => ids.map((uuid) => idOf("prt", uuid))),
    programIds: value([replay.cell("programIds")], ([ids]) => ids.map((uuid) => idOf("prg", uuid))),
    productLineIds: value([replay.cell("productLineIds")], ([ids]) =>
      ids.map((uuid) => idOf("pln", uuid)),
    ),
    kinds: column(replay.cell("kinds")),
    decisions: column(replay.cell("decisions")),
    leastLeads: column(replay.cell("leastLeads")),
    status: column(replay.cell("status")),
    doneCount: column(replay.cell("doneCount")),
    result: value(
      [replay.cell("result"), replay.cell("leastLeads")],
      ([result, least]) => result && toResult(result, least),
    ),
    requestedBy: one("PartnerMember", { id: "requestedBy" }),
    requestedAt: column(replay.cell("requestedAt")),
    startedAt: column(replay.cell("startedAt")),
    finishedAt: column(replay.cell("finishedAt")),
    keptUntil: column(replay.cell("keptUntil")),
    cancelRequestedAt: column(replay.cell("cancelRequestedAt")),
  },
};

export const replayedLeadReads: Source = {
  type: "ReplayedLead",
  table: lead,
  isPartners: false,
  fields: {
    leadId: id("lead", lead.cell("leadId")),
    partnerId: id("prt", lead.cell("partnerId")),
    kind: column(lead.cell("kind")),
    decision: column(lead.cell("decision")),
    decidedAt: column(lead.cell("decidedAt")),
    change: column(lead.cell("change")),
    isWon: column(lead.cell("isWon")),
    unansweredCriteria: column(lead.cell("unanswered")),
    forgottenFacts: column(lead.cell("forgotten")),
  },
};

const ORDER = Object.keys(REPLAY_CHANGES);
const place = ({ change }: ReplayCount): number => ORDER.indexOf(change);

function toResult(counts: readonly ReplayCount[], least: number) {
  const by = (dimension: ReplayCount["dimension"]) =>
    counts
      .filter((count) => count.dimension === dimension)
      .toSorted((one, other) => {
        const [key, others] = [one.key ?? "", other.key ?? ""];
        if (key === others) return place(one) - place(other);
        return key < others ? -1 : 1;
      })
      .map((count) => toRow(count, least));
  const rows = by("ALL");
  return {
    leads: rows.reduce((sum, row) => sum + row.leads, 0),
    rows,
    byPartner: by("PARTNER"),
    byKind: by("KIND"),
    byProductLine: by("PRODUCT_LINE"),
  };
}

function toRow({ dimension, key, change, leads, won }: ReplayCount, least: number) {
  const told = rateInterval(won, leads, least);
  return {
    partnerId: dimension === "PARTNER" && key !== null ? idOf("prt", key) : null,
    kind: dimension === "KIND" ? key : null,
    productLineId: dimension === "PRODUCT_LINE" && key !== null ? idOf("pln", key) : null,
    ...{ change, leads, won },
    wonRate: told && told.rate.toFixed(4),
    wonRateLow: told && told.low.toFixed(4),
    wonRateHigh: told && told.high.toFixed(4),
  };
}
