import type { PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const TAX_FORM_KINDS = {
  W_9: "Form W-9 of the US: a US person's tax number.",
  W_8BEN: "Form W-8BEN of the US: a person of another country.",
  W_8BEN_E: "Form W-8BEN-E of the US: a firm of another country.",
  VAT_CERTIFICATE: "A certificate of a tax office that it is registered for VAT.",
  NONE_NEEDED: "No form is needed, as the vendor found and `remark` says.",
} as const;
export type TaxFormKind = keyof typeof TAX_FORM_KINDS;

export const isTaxFormKind = (text: string): text is TaxFormKind =>
  Object.hasOwn(TAX_FORM_KINDS, text);

/** Those that run out only once somebody says so. */
const WITHOUT_END: readonly TaxFormKind[] = ["W_9", "NONE_NEEDED"];

export const TAX_FORM_STATES = {
  WAITING: "Another person of the vendor's has to accept it.",
  ACCEPTED: "It was accepted, and counts up to its last day.",
  DECLINED: "It was not accepted.",
  ENDED: "It was withdrawn, or found to be wrong.",
} as const;
export type TaxFormState = keyof typeof TAX_FORM_STATES;

/** What is said of a form. */
export interface TaxFormDetails {
  readonly kind: TaxFormKind;
  /** A day. */
  readonly receivedOn: string;
  /** The last day on which it counts; null where it does not run out. */
  readonly lastValidOn: string | null;
  readonly remark: string | null;
}

/** A form as it stands, locked. */
export interface StandingTaxForm {
  readonly partnerId: PartnerId;
  readonly state: TaxFormState;
  readonly lastValidOn: string | null;
  readonly isOwn: boolean;
  readonly isOfOwnPartner: boolean;
}

/** What is wrong with a form by itself, by its field; today by the latest clock of the earth. */
export function problemsOf(
  { kind, receivedOn, lastValidOn, remark }: TaxFormDetails,
  today: string,
): readonly (readonly [field: string, problem: string])[] {
  const problems: (readonly [string, string])[] = [];
  if (receivedOn > today) problems.push(["receivedOn", "lies in the future: send it once it came"]);
  if (lastValidOn === null && !WITHOUT_END.includes(kind))
    problems.push(["lastValidOn", `is missing: a form of the kind ${kind} runs out`]);
  if (lastValidOn !== null && lastValidOn < receivedOn)
    problems.push(["lastValidOn", "lies before receivedOn"]);
  if (kind === "NONE_NEEDED" && remark === null)
    problems.push(["remark", "is missing: say why no form is needed"]);
  return problems;
}

/** Whether a form counts on a day. */
export const isValidOn = (
  { state, lastValidOn }: { readonly state: string; readonly lastValidOn: string | null },
  day: string,
): boolean => state === "ACCEPTED" && (lastValidOn === null || lastValidOn >= day);

const path = ["taxFormId"];

/** Why somebody cannot decide over a form, or null. */
export function whyNotDecided(
  { state, isOwn, isOfOwnPartner, lastValidOn }: StandingTaxForm,
  { isAccepted, day }: { readonly isAccepted: boolean; readonly day: string },
): Refusal | null {
  if (state !== "WAITING")
    return refuse("ALREADY_DONE", "The tax form does not wait to be accepted any more.", { path });
  if (isOwn)
    return refuse("BUSINESS_RULE", "You recorded this tax form: somebody else has to decide.", {
      path,
    });
  if (isOfOwnPartner)
    return refuse(
      "BUSINESS_RULE",
      "You worked for the partner whose tax form it is: somebody else has to decide.",
      { path },
    );
  if (!isAccepted || lastValidOn === null || lastValidOn >= day) return null;
  return refuse(
    "BUSINESS_RULE",
    `The form ran out on ${lastValidOn}: decline it, and ask the partner for another.`,
    { path },
  );
}

/** Why a form cannot be ended, or null. */
export function whyNotEnded({ state }: Pick<StandingTaxForm, "state">): Refusal | null {
  if (state === "WAITING" || state === "ACCEPTED") return null;
  return refuse("ALREADY_DONE", "The tax form was declined or ended before.", { path });
}
