import { describedEnum } from "../../platform/graphql/index.ts";
import { BUYING_ROLES } from "../domain/contacts.ts";
import { ASKED_FIELDS } from "../domain/lead-data.ts";
import { EVIDENCE_KINDS } from "../domain/evidence.ts";
import { LEAD_ORIGINS } from "../domain/origin.ts";
import { CONSENT_BASES, LEAD_SOURCES } from "../domain/registration.ts";
import { STAGES } from "../domain/stage.ts";

export const LeadStage = describedEnum(
  "LeadStage",
  "The stages of a lead; the list is fixed, the moves between them are data",
  STAGES,
);

export const LeadOriginEnum = describedEnum(
  "LeadOrigin",
  "How a lead came to its partner",
  LEAD_ORIGINS,
);

export const LeadSourceEnum = describedEnum("LeadSource", "Where a lead came from", LEAD_SOURCES);

export const ConsentBasisEnum = describedEnum(
  "ConsentBasis",
  "The lawful basis on which a contact's data was passed on (GDPR, article 6)",
  CONSENT_BASES,
);

export const LeadActionEnum = describedEnum("LeadAction", "What can be done with a lead", {
  RESUBMIT: "Bring a returned lead back, with what is new.",
  COMMENT: "Say something that both sides read.",
  ADD_CONTACT: "Add a person.",
  UPDATE_CONTACT: "Correct a person.",
  REMOVE_CONTACT: "Take a person off, before acceptance.",
  SET_PRIMARY_CONTACT: "Make another person the primary contact.",
  ANSWER_REQUEST: "Answer what sales asks.",
  UPDATE: "Correct what it says.",
  SUBMIT_EVIDENCE: "Add files and links that speak for it.",
  WITHDRAW: "Take it back, before acceptance.",
  REPORT_PROGRESS: "Say how it goes, which keeps its protection from lapsing.",
  REQUEST_EXTENSION: "Ask for more days of protection.",
  RELEASE_PROTECTION: "Give its protection up.",
  APPEAL: "Appeal the decision that closed it.",
  PROMOTE: "Raise it to MQL.",
  ACCEPT: "Accept it and name its owner.",
  REJECT: "Refuse it, with a reason.",
  RETURN: "Return it for now, with a reason and a date.",
  REQUEST_INFORMATION: "Ask its partner for what is missing or wrong.",
  RESUME: "Take a returned lead up again.",
  QUALIFY: "Qualify it to SQL under the published criteria.",
  DISQUALIFY: "End it after acceptance, with a reason.",
  CONVERT: "Open an opportunity.",
  WIN: "Record that the deal was won.",
  LOSE: "Record that the deal was lost, with a reason.",
  CHANGE_DEAL: "Correct what a won deal was worth, with a reason.",
  REOPEN: "Begin a closed lead anew, within 90 days.",
  UNDO: "Take the vendor's last move back, within 24 hours.",
  TAKE_CORRECTION: "Take the change that its partner proposes.",
  DECLINE_CORRECTION: "Decline the change that its partner proposes, with a reason.",
  UPHOLD_APPEAL: "Take the decision that closed it back.",
  DISMISS_APPEAL: "Let the decision that closed it stand.",
  TRANSFER: "Pass it on to another partner, with a reason.",
  DECIDE_EXTENSION: "Grant or decline more days of protection.",
});

export const LeadEventTypeEnum = describedEnum("LeadEventType", "What happened to a lead", {
  REGISTERED: "A partner registered it.",
  WITHDRAWN: "Its partner took it back.",
  PROMOTED: "Marketing raised it to MQL, or the system did.",
  ACCEPTED: "Sales accepted it.",
  REJECTED: "Sales refused it.",
  RETURNED: "Sales returned it for now.",
  RESUMED: "The vendor took it up again.",
  RESUBMITTED: "Its partner brought it back, with something new.",
  QUALIFIED: "It met the criteria and became an SQL.",
  DISQUALIFIED: "Sales ended it.",
  CONVERTED: "An opportunity was opened.",
  WON: "The deal was won.",
  DEAL_CHANGED: "What the won deal was worth was corrected.",
  LOST: "The deal was lost.",
  REOPENED: "The vendor began it anew; its claim counts from here.",
  UNDONE: "The move before it was taken back, and what it had brought.",
  CORRECTED: "Its partner corrected it.",
  CORRECTION_PROPOSED: "Its partner proposed a change of what it is matched by.",
  CORRECTION_TAKEN: "Sales took the change.",
  CORRECTION_DECLINED: "Sales declined the change.",
  INFORMATION_REQUESTED: "Sales asked its partner for information.",
  REQUEST_ANSWERED: "Its partner answered.",
  REQUEST_LAPSED: "What sales asked was not answered in time.",
  CONTACT_ADDED: "Its partner added a person.",
  CONTACT_UPDATED: "Its partner corrected a person.",
  CONTACT_REMOVED: "Its partner took a person off.",
  PRIMARY_CONTACT_SET: "Its partner made another person the primary contact.",
  EXPIRED: "A clock ran out.",
  COMMENTED: "One side said something; the stage is as it was.",
  EVIDENCE_ADDED: "One side added evidence; the stage is as it was.",
  PROGRESS_REPORTED: "Its partner said how it goes.",
  PROTECTION_RELEASED: "Its partner gave its protection up.",
  PROTECTION_LAPSED: "Its protection lapsed: nothing was heard of its partner.",
  EXTENSION_REQUESTED: "Its partner asked for more days of protection.",
  EXTENSION_DECIDED: "The vendor granted more days of protection, or declined.",
  PROTECTION_HELD: "Its protection stands still until the vendor moves it.",
  PROTECTION_PROLONGED: "Its protection got the days that the vendor had taken to decide over it.",
  APPEALED: "Its partner appealed the decision that closed it.",
  REINSTATED: "The appeal was upheld: it is in review again.",
  APPEAL_UPHELD: "The appeal against its transfer was upheld: it goes back to its partner.",
  APPEAL_DISMISSED: "The appeal was dismissed.",
  MERGED: "It ended, and goes on in another lead that names the same prospect.",
  JOINED: "Other leads that name the same prospect go on in it; its claim is the earliest of all.",
  OWNER_CHANGED: "Somebody else of the vendor's works on it from here.",
  OFFER_TAKEN: "Its partner took the vendor's offer of it.",
  TRANSFERRED: "It was passed on to another partner.",
  TAKEN_OVER: "It was passed on to its partner, as it stood.",
  PROSPECT_SHARED: "It was decided that its prospect is shared; `decision` says how.",
});

export const LeadFieldEnum = describedEnum(
  "LeadField",
  "What a lead says, or is asked for",
  ASKED_FIELDS,
);

export const BuyingRoleEnum = describedEnum(
  "BuyingRole",
  "What part a person has in the buying",
  BUYING_ROLES,
);

export const MatchKeyEnum = describedEnum("MatchKey", "What two leads can agree on", {
  EMAIL: "The contact's e-mail address, without tag and case.",
  COMPANY: "The company, exactly: tax id or domain, or where there is neither, name and country.",
  COMPANY_NAME: "The company, by the likeness of its name, where nothing tells it exactly.",
  PHONE: "The contact's phone number.",
});

export const EvidenceKindEnum = describedEnum(
  "EvidenceKind",
  "What sort of evidence it is",
  EVIDENCE_KINDS,
);
