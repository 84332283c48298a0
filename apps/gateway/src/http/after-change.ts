import { OutcomeUnknownError, StorageUnavailableError } from "#storage";

/**
 * Looks at what a request has changed, to answer it. When that fails the change stands, so that the failure must not be
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
