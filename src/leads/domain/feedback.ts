import type { InputReader } from "../../kernel/index.ts";

/**
 * What a lead can be good at or poor at: always of the lead itself, never of who else is after the
 * prospect. The database holds the same names in constraint lead_feedback_points.
 */
export const FEEDBACK_POINTS = {
  COMPANY_FIT: "How well the company fits what is sold.",
  CONTACT_LEVEL: "Whether the contact stands where such things are decided.",
  NEED: "Whether there is a need, and how clear it is.",
  BUDGET: "Whether there is money for it.",
  TIMING: "Whether it is wanted soon.",
  AUTHORITY: "Whether it is known who decides, and whether they are in reach.",
  DATA_QUALITY: "How right and complete names, addresses and numbers are.",
  CONTACT_REACHABLE: "Whether the contact could be reached.",
  INFORMATION_GIVEN: "How much the registration told of the prospect.",
} as const;
export type FeedbackPoint = keyof typeof FEEDBACK_POINTS;

/** What the vendor says of a lead with a decision, for its partner to learn from. */
export interface Feedback {
  readonly strengths: readonly FeedbackPoint[];
  readonly gaps: readonly FeedbackPoint[];
  readonly comment: string | null;
}

/** As it comes in: what is left out is not said. */
export interface GivenFeedback {
  readonly strengths?: readonly FeedbackPoint[] | null;
  readonly gaps?: readonly FeedbackPoint[] | null;
  readonly comment?: string | null;
}

const COMMENT_LENGTH = 2_000;

/** Null where none is given. Each point is named once, as a strength or as a gap. */
export function readFeedback(
  reader: InputReader,
  given: GivenFeedback | null | undefined,
): Feedback | null {
  if (!given) return null;
  const problemsBefore = reader.problems.length;
  const strengths = readPoints(reader, "strengths", given.strengths);
  const gaps = readPoints(reader, "gaps", given.gaps);
  for (const point of gaps.filter((each) => strengths.includes(each))) {
    reader.report(["feedback", "gaps"], `names ${point}, which is among the strengths already`);
  }
  const comment = reader.optionalText(
    ["feedback", "comment"],
    given.comment,
    COMMENT_LENGTH,
    "many",
  );
  const isSilent = strengths.length + gaps.length === 0 && comment === null;
  if (isSilent && reader.problems.length === problemsBefore) {
    reader.report(["feedback"], "says nothing: name a strength or a gap, or write a comment");
  }
  return { strengths, gaps, comment };
}

function readPoints(
  reader: InputReader,
  which: "strengths" | "gaps",
  given: readonly FeedbackPoint[] | null | undefined,
): readonly FeedbackPoint[] {
  const points = [...new Set(given ?? [])];
  if (points.length < (given ?? []).length)
    reader.report(["feedback", which], "names a point more than once");
  return points;
}
