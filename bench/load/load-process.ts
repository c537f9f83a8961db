/** The load generator as a process of its own: takes a load, answers with what came of it. */
import { fire } from "./fire.ts";
import type { Load } from "./load.ts";

process.on("message", (load: Load) => {
  fire(load).then(
    (fired) => process.send?.({ fired }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
