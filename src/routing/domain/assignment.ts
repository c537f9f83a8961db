/** Why a lead came to its holder. */
export const ASSIGNMENT_CAUSES = {
  ROUTED: "The rules gave it, when it was matched or came back.",
  ACCEPTED: "Whoever decided about the lead named its owner.",
  CLAIMED: "Its holder took it out of a queue.",
  RELEASED: "The one before put it back into a queue.",
  REASSIGNED: "The one before, or a manager, passed it on.",
  LEFT: "The one before left.",
  OVERDUE: "It was not answered or moved in time.",
  HANDED_OVER: "Whoever qualified it, or a rule for SQLs, handed it over to whoever closes it.",
  SENT_BACK: "Whoever it was handed over to sent it back.",
} as const;
export type AssignmentCause = keyof typeof ASSIGNMENT_CAUSES;
