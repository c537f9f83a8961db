type Step = () => unknown;

const steps: Step[] = [];

/** Registers what must be stopped however the run ends; returns how to take it back. */
export function atEnd(step: Step): () => void {
  steps.push(step);
  return () => {
    const index = steps.indexOf(step);
    if (index >= 0) steps.splice(index, 1);
  };
}

/** Stops everything that still runs, the youngest first; a step that fails does not keep the next. */
export async function endAll(): Promise<void> {
  for (;;) {
    const step = steps.pop();
    if (step === undefined) return;
    try {
      await step();
    } catch (error) {
      console.error(error);
    }
  }
}
