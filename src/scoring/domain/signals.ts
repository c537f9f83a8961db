/** What prospects do, as the vendor's systems tell it. */
export const ENGAGEMENT_KINDS = {
  VISIT: "It visited the vendor's pages.",
  DOWNLOAD: "It downloaded something.",
  DEMO_REQUEST: "It asked for a demonstration.",
  CHAT: "It wrote in the chat.",
  EMAIL_OPENED: "It opened a mail.",
  EMAIL_CLICKED: "It followed a link in a mail.",
  WEBINAR_ATTENDED: "It attended a webinar.",
  FORM_SUBMITTED: "It filled in a form on the vendor's pages.",
  TEXT_MESSAGE: "A text message was exchanged with it.",
  PHONE_CALL: "It spoke with the vendor on the phone.",
  UNREACHABLE: "It was called and not reached.",
  EMAIL_BOUNCED: "A mail to it came back.",
  UNSUBSCRIBED: "It wants no more mails.",
} as const;
export type EngagementKind = keyof typeof ENGAGEMENT_KINDS;

/** By what a prospect shows that it is interested: what it does, and the touches of its lead by their channels. */
export const SIGNALS = {
  ...ENGAGEMENT_KINDS,
  MEETING: "A touch: a meeting with the prospect.",
  CALL: "A touch: a call.",
  EMAIL: "A touch: a mail that was written to it or came from it.",
  EVENT: "A touch: a fair, a conference, an evening.",
  WEBINAR: "A touch: a webinar.",
  DEMO: "A touch: a demonstration or a trial.",
  CONTENT: "A touch: a paper, a video or a page that it read.",
  ADVERTISING: "A touch: an advertisement that it answered.",
  SOCIAL: "A touch: a social network.",
  INTRODUCTION: "A touch: somebody introduced it.",
  MARKETPLACE: "A touch: a marketplace.",
  OTHER: "A touch by any other way.",
} as const;
export type Signal = keyof typeof SIGNALS;
