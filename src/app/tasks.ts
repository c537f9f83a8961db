import { z } from "zod";

import { approveByPolicy, vestCredit } from "../approval/index.ts";
import { endReopenings } from "../closing/index.ts";
import type { EndReopeningsDeps } from "../closing/index.ts";
import { runReports, sweepExports, writeExports } from "../exports/index.ts";
import type { RunReportsDeps, WriteExportsDeps } from "../exports/index.ts";
import { sweepUploads } from "../files/index.ts";
import type { SweepUploadsDeps } from "../files/index.ts";
import { watchCredit } from "../fraud/index.ts";
import { closeOverdueRequests, fireClocks } from "../handover/index.ts";
import type { CloseOverdueDeps, FireClocksDeps } from "../handover/index.ts";
import { earnMonths, payRecruiters, releaseDeferred, runSimulation } from "../incentives/index.ts";
import { runImport, sweepImports } from "../intake/index.ts";
import type { RunImportDeps } from "../intake/index.ts";
import { idOf } from "../kernel/index.ts";
import { sweepDrafts } from "../leads/index.ts";
import { anchorChains, compareBooks, sealJournals, watchBooks } from "../ledger/index.ts";
import type { AnchorChainsDeps, WatchBooksDeps } from "../ledger/index.ts";
import { sendNotices } from "../notices/index.ts";
import type { SendNoticesDeps } from "../notices/index.ts";
import type { Repeat, Tasks } from "../platform/jobs/index.ts";
import { task } from "../platform/jobs/index.ts";
import { sweepChanges } from "../platform/live/index.ts";
import type { EndProtectionsDeps, MatchLeadDeps } from "../protection/index.ts";
import {
  endProtections,
  lapseConflicts,
  matchClaim,
  matchLead,
  purgeOverlaps,
} from "../protection/index.ts";
import { remindOfCriteria, runReplay, sweepReplays } from "../qualification/index.ts";
import type { RemindOfCriteriaDeps } from "../qualification/index.ts";
import { foldRollups } from "../reporting/index.ts";
import { handLeadsOn, handOverSql, routeNewLead } from "../routing/index.ts";
import type { RouteByItselfDeps } from "../routing/index.ts";
import { remindOfDisputes } from "../settlement/index.ts";
import type { RemindOfDisputesDeps } from "../settlement/index.ts";
import {
  checkScores,
  decayScores,
  promoteScored,
  rescoreLeads,
  runTraining,
  scoreLead,
  trainOnSchedule,
} from "../scoring/index.ts";
import { tellOfWaivedDecisions } from "../waivers/index.ts";
import { remindOfStatementDisputes, writeStatements } from "../statements/index.ts";
import { watchTaxForms } from "../tax/index.ts";
import { findUsage } from "../usage/index.ts";
import { expireOffers } from "../succession/index.ts";
import type { ExpireOffersDeps } from "../succession/index.ts";

import { isDisposable } from "./disposable-mail.ts";

/** What the trigger on a lead's events sends: the database's own uuids. */
const leadEvent = z.object({
  leadId: z.uuid().transform((uuid) => idOf("lead", uuid)),
  partnerId: z.uuid().transform((uuid) => idOf("prt", uuid)),
});

/** What the trigger on a direct claim sends. */
const directClaim = z.object({ claimId: z.uuid().transform((uuid) => idOf("dcl", uuid)) });

/** What the trigger on an import sends. */
const importRun = z.object({ runId: z.uuid().transform((uuid) => idOf("imp", uuid)) });

/** What the trigger on a scoring model sends. */
const scoringModel = z.object({ modelId: z.uuid().transform((uuid) => idOf("scm", uuid)) });
/** What the trigger on a training sends. */
const training = z.object({ trainingId: z.uuid() });

/** What the trigger on a simulation sends. */
const simulation = z.object({ simulationId: z.uuid().transform((uuid) => idOf("sim", uuid)) });

/** What the trigger on a replay sends. */
const replay = z.object({ replayId: z.uuid().transform((uuid) => idOf("crp", uuid)) });

/** What the trigger on a credit sends. */
const earnedCredit = z.object({
  creditId: z.uuid().transform((uuid) => idOf("crd", uuid)),
  partnerId: z.uuid().transform((uuid) => idOf("prt", uuid)),
});

/** What the trigger on what an account used sends. */
const usedBy = z.object({ accountId: z.uuid().transform((uuid) => idOf("acc", uuid)) });

/** What the trigger on a member who leaves sends. */
const leaver = z.object({ memberId: z.uuid().transform((uuid) => idOf("mem", uuid)) });

/** The jobs, by the names under which the database enqueues them. */
export function tasksOf(deps: MatchLeadDeps & RunImportDeps & RouteByItselfDeps): Tasks {
  return {
    run_simulation: task(simulation, runSimulation(deps)),
    run_replay: task(replay, runReplay(deps)),
    run_import: task(importRun, runImport(deps)),
    match_lead: task(leadEvent, matchLead(deps)),
    route_lead: task(leadEvent, routeNewLead(deps)),
    hand_over_lead: task(leadEvent, handOverSql(deps)),
    hand_leads_on: task(leaver, handLeadsOn(deps)),
    score_lead: task(leadEvent, scoreLead(deps)),
    rescore_leads: task(scoringModel, rescoreLeads(deps)),
    train_model: task(training, runTraining(deps)),
    promote_scored: task(leadEvent, promoteScored(deps)),
    find_usage: task(usedBy, findUsage(deps)),
    watch_credit: task(earnedCredit, watchCredit({ ...deps, isDisposable })),
    match_claim: task(directClaim, matchClaim(deps)),
    lapse_conflicts: task(leadEvent, lapseConflicts(deps)),
  };
}

/** What is done all the time, with no job for it. */
export function repeatsOf(
  deps: CloseOverdueDeps &
    FireClocksDeps &
    WriteExportsDeps &
    RunReportsDeps &
    SweepUploadsDeps &
    EndProtectionsDeps &
    ExpireOffersDeps &
    RemindOfCriteriaDeps &
    RemindOfDisputesDeps &
    SendNoticesDeps &
    AnchorChainsDeps &
    EndReopeningsDeps &
    WatchBooksDeps,
): readonly Repeat[] {
  const { database } = deps;
  return [
    {
      // A posting is sealed within about a second, whichever instance comes first: the database
      // lets one seal at a time, and finding nothing costs the others one statement.
      name: "seal_journals",
      pauseMs: 1_000,
      work: async (requestId) => {
        await sealJournals(database, requestId);
      },
    },
    {
      // Whoever answers for the books hears within a minute and a quarter that postings are not sealed.
      name: "watch_books",
      pauseMs: 15_000,
      work: watchBooks(deps),
    },
    {
      // Once a day, by whichever instance comes first; the pause is how long after midnight it may be.
      name: "compare_balances",
      pauseMs: 900_000,
      work: compareBooks(deps),
    },
    {
      // Once a day each; what could not be sent is tried again after the pause.
      name: "anchor_chains",
      pauseMs: 600_000,
      work: anchorChains(deps),
    },
    {
      // A period that was opened again is soft-closed when its days are over, give or take half a minute.
      name: "end_reopenings",
      pauseMs: 30_000,
      work: endReopenings(deps),
    },
    {
      // Reports add what is not folded yet, so they are exact whatever the pause; it bounds how many
      // changes they have to add.
      name: "fold_rollups",
      pauseMs: 3_000,
      work: async (requestId) => {
        await foldRollups(database, requestId);
      },
    },
    {
      // Whoever answers too late is refused whether it ran or not: the pause is how long a lead looks
      // open after its day.
      name: "close_overdue_requests",
      pauseMs: 30_000,
      work: closeOverdueRequests(deps),
    },
    {
      // What ran out is breached whether it ran or not: the pause is how late it has its consequence.
      name: "fire_clocks",
      pauseMs: 15_000,
      work: async (requestId) => {
        await fireClocks(deps, requestId);
      },
    },
    {
      // One file after the other in each process: what is asked for waits its turn, and the pause at most.
      name: "write_exports",
      pauseMs: 2_000,
      work: writeExports(deps),
    },
    {
      // What is due by its day or by a close is asked for within the pause; finding nothing costs a statement.
      name: "run_reports",
      pauseMs: 60_000,
      work: runReports(deps),
    },
    {
      name: "sweep_exports",
      pauseMs: 60_000,
      work: sweepExports(deps),
    },
    {
      // Files that expired cost nothing but their room: once a minute is soon enough.
      name: "sweep_uploads",
      pauseMs: 60_000,
      work: async (requestId) => {
        await sweepUploads(deps)(requestId);
        await sweepImports(deps)(requestId);
      },
    },
    {
      // What is kept of lists is of use to nobody after its days: once an hour is soon enough.
      name: "purge_overlaps",
      pauseMs: 3_600_000,
      work: purgeOverlaps(deps),
    },
    {
      // What a replay found is kept for some days; the pause is how long it may outlast them.
      name: "sweep_replays",
      pauseMs: 3_600_000,
      work: sweepReplays(deps),
    },
    {
      // A draft is deleted after thirty days, give or take a minute.
      name: "sweep_drafts",
      pauseMs: 60_000,
      work: async (requestId) => {
        await sweepDrafts(deps)(requestId);
      },
    },
    {
      // A protection ends at the end of a day; what it held is free within half a minute.
      name: "end_protections",
      pauseMs: 30_000,
      work: async (requestId) => {
        await endProtections(deps, requestId);
      },
    },
    {
      // A month is earned as of its own day, however late that is: the pause is how long it is not seen yet.
      name: "earn_months",
      pauseMs: 60_000,
      work: async (requestId, stop) => {
        await earnMonths(deps, requestId, stop);
      },
    },
    {
      // What is held back vests by its program's day: the pause is how long it is not payable yet.
      name: "vest_credit",
      pauseMs: 60_000,
      work: async (requestId, stop) => {
        await vestCredit(deps, requestId, stop);
      },
    },
    {
      // What a policy approves has waited for days: the pause is how much longer it may be.
      name: "approve_by_policy",
      pauseMs: 300_000,
      work: async (requestId, stop) => {
        await approveByPolicy(deps, requestId, stop);
      },
    },
    {
      // A batch is asked for holds as it is approved and as it is sent: the pause is how late it hears of a missing form.
      name: "watch_tax_forms",
      pauseMs: 60_000,
      work: async (requestId, stop) => {
        await watchTaxForms(deps, requestId, stop);
      },
    },
    {
      // What waits is earned as of the first day of its window, however late that is.
      name: "release_deferred",
      pauseMs: 60_000,
      work: async (requestId, stop) => {
        await releaseDeferred(deps, requestId, stop);
      },
    },
    {
      // What was earned or changed left a row: the pause is how far what its recruiter has is behind.
      name: "pay_recruiters",
      pauseMs: 5_000,
      work: async (requestId, stop) => {
        await payRecruiters(deps, requestId, stop);
      },
    },
    {
      // A month's statements are there within a minute of when they were issued; looking for one costs a statement.
      name: "write_statements",
      pauseMs: 30_000,
      work: async (requestId, stop) => {
        await writeStatements(deps, requestId, stop);
      },
    },
    {
      // Whoever takes one too late is refused whether it ran or not: the pause is how long it looks open.
      name: "expire_offers",
      pauseMs: 30_000,
      work: async (requestId) => {
        await expireOffers(deps, requestId);
      },
    },
    {
      // A dispute has two weeks: whoever may decide is told within five minutes that they are over.
      name: "remind_of_disputes",
      pauseMs: 300_000,
      work: remindOfDisputes(deps),
    },
    {
      // The same of disputes of statements, of which finance is told.
      name: "remind_of_statement_disputes",
      pauseMs: 300_000,
      work: remindOfStatementDisputes(deps),
    },
    {
      // What one person decided alone is told once a month, and an hour later is soon enough.
      name: "tell_of_waived_decisions",
      pauseMs: 3_600_000,
      work: tellOfWaivedDecisions(deps),
    },
    {
      // Criteria grow old by months, and are looked at by quarters: an hour later is soon enough.
      name: "remind_of_criteria",
      pauseMs: 3_600_000,
      work: remindOfCriteria(deps),
    },
    {
      // Points are those of the day: the pause is how late a new day's are there, by a thousand leads each time.
      name: "decay_scores",
      pauseMs: 60_000,
      work: decayScores(deps),
    },
    {
      // A month that is over is looked at within the hour; finding nothing costs a statement.
      name: "check_scores",
      pauseMs: 3_600_000,
      work: checkScores(deps),
    },
    {
      // The next model is drafted within the hour, or as soon as a month is known to have drifted.
      name: "train_on_schedule",
      pauseMs: 600_000,
      work: trainOnSchedule(deps),
    },
    {
      // Whoever watches has read what changed long before.
      name: "sweep_changes",
      pauseMs: 60_000,
      work: sweepChanges(deps),
    },
    {
      // Whoever is told is told within seconds; finding nothing costs two statements.
      name: "send_notices",
      pauseMs: 2_000,
      work: sendNotices(deps),
    },
  ];
}
