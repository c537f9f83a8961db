import type { Session } from "../../platform/database/index.ts";
import type { GoneSignal } from "../../platform/departure.ts";
import type { Caller, RequestContext } from "../../platform/graphql/index.ts";
import { callerOf } from "../../platform/graphql/index.ts";
import type { Actor } from "../../platform/mutation/index.ts";
import type { Viewer } from "../domain/viewer.ts";
import { actorOf, sessionOf } from "../viewer.ts";

/** A caller that knows its viewer: roles and credential are this module's alone. */
class ViewerCaller implements Caller {
  readonly session: Session;
  readonly actor: Actor;
  readonly scopes: ReadonlySet<string>;
  readonly side: "PARTNER" | "VENDOR";
  readonly documents: "ANY" | "STORED_ONLY";
  readonly viewer: Viewer;

  constructor(viewer: Viewer, requestId: string, signal?: GoneSignal) {
    const { session, actor } = actingOf(viewer);
    this.session = signal ? { ...session, requestId, signal } : { ...session, requestId };
    this.actor = actor;
    this.scopes = viewer.scopes;
    this.side = viewer.side;
    this.documents = viewer.documents;
    this.viewer = viewer;
  }
}

interface Acting {
  readonly session: Session;
  readonly actor: Actor;
}

const acting = new WeakMap<Viewer, Acting>();

/** The same for all requests of a viewer, but for their ids. */
function actingOf(viewer: Viewer): Acting {
  const known = acting.get(viewer);
  if (known) return known;
  const made = { session: sessionOf(viewer, ""), actor: actorOf(viewer) };
  acting.set(viewer, made);
  return made;
}

/** The viewer as the edge of every module knows it; its reads end when the signal is aborted. */
export function toCaller(viewer: Viewer, requestId: string, signal?: GoneSignal): Caller {
  return new ViewerCaller(viewer, requestId, signal);
}

/** The viewer behind a caller; null behind one that was not made by toCaller. */
export function viewerOfCaller(caller: Caller): Viewer | null {
  return caller instanceof ViewerCaller ? caller.viewer : null;
}

/** The viewer behind the request; the guard has let nobody in without one. */
export function viewerIn(context: RequestContext): Viewer {
  const caller = callerOf(context);
  if (caller instanceof ViewerCaller) return caller.viewer;
  throw new Error("a caller that was not made by toCaller has no viewer");
}
