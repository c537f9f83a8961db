import { divideRounded } from "../../kernel/index.ts";

/** The stages of the funnel in their order. A later one counts as an advance from each before it. */
const FUNNEL_STAGES = ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "WON"] as const;

/** Where a lead ends or waits beside the funnel. A lead keeps when it was lost, but of no other. */
const EXITS = ["REJECTED", "WITHDRAWN", "RECYCLED", "DISQUALIFIED", "EXPIRED", "MERGED"] as const;

/** What was counted of a stage; nothing is counted where there was nothing. */
export interface StageCount {
  readonly stage: string;
  readonly entered: number;
  readonly advanced: number;
  readonly standing: number;
}

/** The figures of one stage of a report. */
export interface StageFigures {
  readonly stage: string;
  /** Null for exits, of which no lead keeps when it reached them. */
  readonly entered: number | null;
  /** Null where no stage follows. */
  readonly advanced: number | null;
  /** advanced / entered to four decimals; null where nothing entered or no stage follows. */
  readonly conversionRate: string | null;
  /** Null in a report by months: where a lead stands now belongs to none of them. */
  readonly current: number | null;
}

/** The figures of all stages in their order, zeros included; by months of those with a time alone. */
export function stageFigures(
  counts: readonly StageCount[],
  isByMonth: boolean,
): readonly StageFigures[] {
  const countOf = (stage: string): StageCount =>
    counts.find((count) => count.stage === stage) ?? {
      stage,
      entered: 0,
      advanced: 0,
      standing: 0,
    };
  const current = ({ standing }: StageCount): number | null => (isByMonth ? null : standing);
  const ends = { advanced: null, conversionRate: null };

  const passed = FUNNEL_STAGES.slice(0, -1).map((stage): StageFigures => {
    const count = countOf(stage);
    const { entered, advanced } = count;
    const conversionRate = rateOf(advanced, entered);
    return { stage, entered, advanced, conversionRate, current: current(count) };
  });
  const closed = ["WON", "LOST"].map((stage): StageFigures => {
    const count = countOf(stage);
    return { stage, entered: count.entered, ...ends, current: current(count) };
  });
  const exits = EXITS.map((stage): StageFigures => {
    const count = countOf(stage);
    return { stage, entered: null, ...ends, current: current(count) };
  });
  return isByMonth ? [...passed, ...closed] : [...passed, ...closed, ...exits];
}

const RATE_UNIT = 10_000n;

/** 2 of 3 → "0.6667" */
function rateOf(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const units = divideRounded(BigInt(part) * RATE_UNIT, BigInt(whole), "half_even");
  return `${units / RATE_UNIT}.${String(units % RATE_UNIT).padStart(4, "0")}`;
}
