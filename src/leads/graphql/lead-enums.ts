import { describedEnum } from "../../platform/graphql/index.ts";
import { CONSENT_BASES, LEAD_KINDS, LEAD_SOURCES } from "../domain/registration.ts";
import { STAGES } from "../domain/stage.ts";

export const LeadStage = describedEnum(
  "LeadStage",
  "The stages of a lead; the list is fixed, the moves between them are data",
  STAGES,
);

export const LeadKindEnum = describedEnum(
  "LeadKind",
  "What sort of business a lead is",
  LEAD_KINDS,
);

export const LeadSourceEnum = describedEnum("LeadSource", "Where a lead came from", LEAD_SOURCES);

export const ConsentBasisEnum = describedEnum(
  "ConsentBasis",
  "The lawful basis on which a contact's data was passed on (GDPR, article 6)",
  CONSENT_BASES,
);

export const LeadActionEnum = describedEnum("LeadAction", "What can be done with a lead", {
  RESUBMIT: "Bring a returned lead back, with what is new.",
  WITHDRAW: "Take it back, before acceptance.",
  PROMOTE: "Raise it to MQL.",
  ACCEPT: "Accept it and name its owner.",
  REJECT: "Refuse it, with a reason.",
  RETURN: "Return it for now, with a reason and a date.",
  RESUME: "Take a returned lead up again.",
  QUALIFY: "Qualify it to SQL under the published criteria.",
  DISQUALIFY: "End it after acceptance, with a reason.",
  CONVERT: "Open an opportunity.",
  WIN: "Record that the deal was won.",
  LOSE: "Record that the deal was lost, with a reason.",
  REOPEN: "Begin a closed lead anew, within 90 days.",
  UNDO: "Take the vendor's last move back, within 24 hours.",
});

export const LeadEventTypeEnum = describedEnum("LeadEventType", "What happened to a lead", {
  REGISTERED: "A partner registered it.",
  WITHDRAWN: "Its partner took it back.",
  PROMOTED: "Marketing raised it to MQL.",
  ACCEPTED: "Sales accepted it.",
  REJECTED: "Sales refused it.",
  RETURNED: "Sales returned it for now.",
  RESUMED: "The vendor took it up again.",
  RESUBMITTED: "Its partner brought it back, with something new.",
  QUALIFIED: "It met the criteria and became an SQL.",
  DISQUALIFIED: "Sales ended it.",
  CONVERTED: "An opportunity was opened.",
  WON: "The deal was won.",
  LOST: "The deal was lost.",
  REOPENED: "The vendor began it anew; its claim counts from here.",
  UNDONE: "The move before it was taken back, and what it had brought.",
});

export const MatchKeyEnum = describedEnum("MatchKey", "What two leads can agree on", {
  EMAIL: "The contact's e-mail address, without tag and case.",
  COMPANY: "The company, exactly: tax id or domain, or where there is neither, name and country.",
  COMPANY_NAME: "The company, by the likeness of its name, where nothing tells it exactly.",
  PHONE: "The contact's phone number.",
});
