import { linkToFile } from "../exports/index.ts";
import type { LinkToFileDeps } from "../exports/index.ts";
import type { Identity } from "../identity/index.ts";
import { isRefusal, parseId } from "../kernel/index.ts";
import { REPORT_PATH } from "../notices/index.ts";
import type { LoginPage } from "../platform/http/index.ts";

export interface ReportDoorDeps extends LinkToFileDeps {
  readonly identity: Identity;
}

/** Where the mail of a report leads: whoever logs in, and has the file, goes on to it. The session ends with that. */
export function reportDoor(deps: ReportDoorDeps): LoginPage {
  const { identity, clock } = deps;
  const link = linkToFile(deps);
  return {
    path: REPORT_PATH,
    enter: async ({ parameters, email, password, requestId, address }) => {
      const memberId = idIn("mem", parameters["memberId"]);
      const runId = idIn("exp", parameters["exportRunId"]);
      if (memberId === null || runId === null) return NOTHING;
      const at = clock();
      const command = { email, password, memberId };
      const done = await identity.login({ command, at, requestId, address });
      if (isRefusal(done)) return { says: done.message };
      const viewer = await identity.authenticate(done.accessToken);
      if (viewer) await identity.logout({ at, requestId }, viewer);
      const to = await link(done.memberId, runId, requestId);
      return to === null ? NOTHING : { to };
    },
  };
}

const NOTHING = {
  says: "There is no such file for you, or it is gone. / Diese Datei gibt es für Sie nicht (mehr).",
};

function idIn<P extends "mem" | "exp">(prefix: P, given: unknown) {
  const parsed = typeof given === "string" ? parseId(prefix, given) : null;
  return parsed?.ok === true ? parsed.id : null;
}
