import { OutcomeUnknownError, StorageUnavailableError } from "#storage";

/**
 * Reads back what a request has changed, for its answer. If the read fails, the change stands, so the failure must not be
 * answered with "nothing was changed".
 * @throws OutcomeUnknownError
 */
export const afterChange = async <T>(look: () => Promise<T>): Promise<T> => {
  try {
    return await look();
  } catch (error) {
    throw error instanceof StorageUnavailableError ? new OutcomeUnknownError(error.cause) : error;
  }
};
