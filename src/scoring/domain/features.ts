import type { FeatureValue, FeatureValues } from "./encoding.ts";
import { ENGAGEMENT_KINDS, SIGNALS } from "./signals.ts";
import type { Signal } from "./signals.ts";
import type { FeatureOf } from "./training-report.ts";

/** What a learned model foretells of a lead. */
export const TRAINED_FOR = {
  SQL: "It becomes an SQL, against being rejected or disqualified before.",
  WON: "Its deal is won, against being rejected, disqualified or lost.",
} as const;
export type TrainedFor = keyof typeof TRAINED_FOR;

/** What is known of a lead at an instant. */
export interface LeadAtInstant {
  readonly country: string | null;
  readonly source: string;
  readonly kind: string;
  readonly campaign: string | null;
  readonly program: string;
  readonly partner: string;
  /** In whole units of its currency. */
  readonly value: number | null;
  readonly hasDomain: boolean;
  readonly hasTaxId: boolean;
  readonly hasPhone: boolean;
  readonly hasJobTitle: boolean;
  readonly buyingRole: string | null;
  readonly cycle: number;
  /** What it answers in the form's own fields that are about nobody. */
  readonly answers: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly signals: readonly SignalUntil[];
}

/** How often a prospect gave a signal until an instant. */
export interface SignalUntil {
  readonly signal: Signal;
  readonly count: number;
  readonly seconds: number | null;
  readonly lastAt: Date;
}

/** What leads are known by, but for the answers to forms. Persons are not among it. */
const FIT_LABELS = {
  country: "Country",
  source: "Source",
  kind: "Kind",
  campaign: "Campaign",
  program: "Program",
  partner: "Partner",
  value: "Estimated value",
  companyDomain: "Domain known",
  taxId: "Tax id known",
  phone: "Phone known",
  jobTitle: "Job title known",
  buyingRole: "Buying role",
  cycle: "How often begun",
} as const;
const ANSWER = "field.";
const SIGNAL = "signal.";
const LAST_SIGNAL = "lastSignal";
export const VISIT_SECONDS = "visitSeconds";

const answerName = (key: string): string => `${ANSWER}${key}`;
export const signalName = (signal: Signal): string => `${SIGNAL}${signal}`;

/** The names of what is known by signals: a model that leaves them all out goes by registrations alone. */
export const ENGAGEMENT_NAMES: readonly string[] = [
  VISIT_SECONDS,
  LAST_SIGNAL,
  ...Object.keys(SIGNALS).map((signal) => `${SIGNAL}${signal}`),
];

/** What is known of a lead at an instant, by the names of features. */
export function featuresOf(lead: LeadAtInstant): FeatureValues {
  const isKnown = (known: boolean): FeatureValue => (known ? "yes" : "no");
  const seconds = lead.signals.find(({ signal }) => signal === "VISIT")?.seconds ?? 0;
  const last = lead.signals.toSorted(
    (one, other) =>
      other.lastAt.getTime() - one.lastAt.getTime() || (one.signal < other.signal ? -1 : 1),
  )[0];
  return {
    ...{ country: lead.country, source: lead.source, kind: lead.kind, campaign: lead.campaign },
    ...{ program: lead.program, partner: lead.partner, value: lead.value, cycle: lead.cycle },
    ...{ companyDomain: isKnown(lead.hasDomain), taxId: isKnown(lead.hasTaxId) },
    ...{ phone: isKnown(lead.hasPhone), jobTitle: isKnown(lead.hasJobTitle) },
    buyingRole: lead.buyingRole,
    ...Object.fromEntries(
      lead.answers.map(({ key, values }) => [answerName(key), values.toSorted().join(", ")]),
    ),
    ...{ [LAST_SIGNAL]: last?.signal ?? null, [VISIT_SECONDS]: seconds },
    ...Object.fromEntries(
      Object.keys(SIGNALS).map((signal) => [
        `${SIGNAL}${signal}`,
        lead.signals.find((each) => each.signal === signal)?.count ?? 0,
      ]),
    ),
  };
}

/** What differs between leads, less what is left out: what all have alike tells nothing. */
export function featuresToLearn(
  examples: readonly { readonly values: FeatureValues }[],
  leftOut: readonly string[],
): readonly FeatureOf[] {
  const seen = new Map<string, Set<FeatureValue>>();
  for (const { values } of examples)
    for (const [name, value] of Object.entries(values)) {
      const told = seen.get(name) ?? new Set();
      seen.set(name, told.size < 2 ? told.add(value) : told);
    }
  for (const [name, told] of seen)
    if (examples.some(({ values }) => !(name in values))) told.add(null);
  return [...seen]
    .filter(([name, told]) => told.size > 1 && !leftOut.includes(name))
    .map(([name]) => ({ name, ...describe(name) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function describe(name: string): Pick<FeatureOf, "axis" | "label"> {
  if (name === LAST_SIGNAL) return { axis: "ENGAGEMENT", label: "What it did last" };
  if (name === VISIT_SECONDS) return { axis: "ENGAGEMENT", label: "Time on the vendor's pages" };
  if (name.startsWith(SIGNAL)) {
    const signal = name.slice(SIGNAL.length);
    const words = signal.toLowerCase().replaceAll("_", " ");
    const sort = signal in ENGAGEMENT_KINDS ? "How often" : "Touches";
    return { axis: "ENGAGEMENT", label: `${sort}: ${words}` };
  }
  if (name.startsWith(ANSWER))
    return { axis: "FIT", label: `Answer: ${name.slice(ANSWER.length)}` };
  const known: Readonly<Record<string, string>> = FIT_LABELS;
  return { axis: "FIT", label: known[name] ?? name };
}
