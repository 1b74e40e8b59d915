/** Runs at once, and again at the end of each pause in which it was asked for. */
export function throttled(run: () => void, pauseMs: number): () => void {
  let pausing = false;
  let again = false;
  const go = (): void => {
    again = false;
    pausing = true;
    run();
    setTimeout(() => {
      pausing = false;
      if (again) go();
    }, pauseMs);
  };
  return () => {
    if (pausing) again = true;
    else go();
  };
}
