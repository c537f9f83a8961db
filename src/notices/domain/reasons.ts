import type { NoticeLocale } from "./kinds.ts";

/** The codes that partners may be told, in words: English, German. */
const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  NOT_AVAILABLE: ["the prospect is not available", "der Interessent ist nicht verfügbar"],
  OUT_OF_TERRITORY: ["outside your territory", "außerhalb Ihres Gebiets"],
  INSUFFICIENT_INFORMATION: ["too little is known to judge it", "zu wenig Angaben"],
  TOO_EARLY: ["too early to work on", "noch zu früh"],
  BELOW_MINIMUM: ["below the program's minimum", "unter dem Mindestwert des Programms"],
  NOT_AUTHORIZED: ["you are not authorised for it", "Sie sind dafür nicht autorisiert"],
  NO_CONSENT: [
    "no lawful basis to contact the person",
    "keine Rechtsgrundlage, die Person anzusprechen",
  ],
  POLICY_EXCLUDED: ["excluded by policy", "durch Richtlinie ausgeschlossen"],
  OTHER: ["other", "Sonstiges"],
  NO_BUDGET_NOW: ["no budget at present", "derzeit kein Budget"],
  TIMING_LATER: ["the time has not come", "der Zeitpunkt ist noch nicht da"],
  NO_AUTHORITY_YET: ["nobody with authority yet", "noch niemand mit Entscheidungsbefugnis"],
  NEEDS_NURTURE: ["it needs nurture", "es braucht noch Pflege"],
  UNRESPONSIVE: ["does not answer at present", "antwortet derzeit nicht"],
  UNABLE_TO_REACH: ["cannot be reached", "nicht erreichbar"],
  INACCURATE_DATA: ["the data is not accurate", "die Angaben stimmen nicht"],
  NO_NEED: ["has no need", "kein Bedarf"],
  NO_BUDGET: ["no budget", "kein Budget"],
  NO_AUTHORITY: ["nobody with authority", "niemand mit Entscheidungsbefugnis"],
  NO_FIT: ["does not fit", "passt nicht"],
  COMPETITOR: ["a competitor", "ein Wettbewerber"],
  SPAM: ["spam", "Spam"],
  FRAUD: ["fraud", "Betrug"],
  ENTERED_IN_ERROR: ["it was recorded by mistake", "sie wurde irrtümlich verbucht"],
  BASE_REVERSED: [
    "what it was a percent of counts no more",
    "wovon sie ein Anteil war, zählt nicht mehr",
  ],
  WON_CANCELLED: ["the deal was cancelled", "das Geschäft wurde storniert"],
  UNDONE: [
    "what had earned it was taken back",
    "der Schritt, der sie begründet hatte, wurde zurückgenommen",
  ],
  SETTLED_ANEW: [
    "to whom the lead is owed was settled anew",
    "wem der Lead zusteht, wurde neu geregelt",
  ],
  PRICE: ["the price", "der Preis"],
  NO_DECISION: ["no decision was made", "es wurde nicht entschieden"],
  PROJECT_CANCELLED: ["the project was cancelled", "das Projekt wurde eingestellt"],
  FEATURE_GAP: ["a feature was missing", "eine Funktion fehlte"],
  LEGAL_SECURITY: ["legal or security requirements", "rechtliche oder Sicherheitsvorgaben"],
  CUSTOMER_EXPERIENCE: ["the customer's experience", "die Erfahrung des Kunden"],
  PARTNER_GAP: [
    "something was missing on the partner's side",
    "auf Seiten des Partners fehlte etwas",
  ],
  NO_RESPONSE: ["no response any more", "keine Antwort mehr"],
  COMPLIANCE: ["compliance forbids it", "Compliance steht entgegen"],
};

/** A code in words; one that was added later as it is. */
export function reasonIn(locale: NoticeLocale, code: string): string {
  const words = REASONS[code];
  if (!words) return code;
  return locale === "EN" ? words[0] : words[1];
}
