let areRecorded = true;

/** This process exports no spans: from now on none is made that would only be thrown away. */
export const recordNoSpans = (): void => {
  areRecorded = false;
};

/**
 * Whether spans are worth making. Where they are not, work runs in the trace that it came with: trace ids go on to be
 * passed along, and metrics and `Server-Timing` are the same.
 */
export const areSpansRecorded = (): boolean => areRecorded;
