/**
 * Notices: people are told by e-mail what became of the leads that are theirs to look after. Whatever
 * happens leaves an occasion in its own transaction; who is told is decided, and the text written, when
 * it is sent, as the person who is told may see it.
 */
export type { NoticeKind } from "./domain/kinds.ts";
export { NoticeSettingsResolver } from "./graphql/notice-settings.resolver.ts";
export { notify } from "./notify.ts";
export { sendNotices } from "./send-notices.ts";
export type { SendNoticesDeps } from "./send-notices.ts";
export { REPORT_PATH, STOP_PATH, StopLinks } from "./stop-links.ts";
export { stopNotices } from "./stop-notices.ts";
export type { Occasion } from "./store/occasion-store.ts";
