/** How a lead came to its partner. */
export const LEAD_ORIGINS = {
  REGISTRATION: "Its partner registered it.",
  TRANSFER: "The vendor passed it on to its partner: it goes on where another lead ended.",
  OFFER: "Its partner took an offer of the vendor's.",
} as const;
