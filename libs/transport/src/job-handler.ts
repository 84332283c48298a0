import type { JobCatalogue, JobName, JobPayload, JobReply, Jobs } from "#contracts";
import { Ctx, MessagePattern, Payload } from "@nestjs/microservices";

import type { BullMqContext } from "./bullmq-context.js";
import type { JsonText } from "./json-text.js";

/** The handlers of one catalogue: see `HandlesJob`. */
export const handlersOf =
  <Catalogue extends JobCatalogue>() =>
  <Name extends JobName<Catalogue>>(name: Name) =>
  <
    Handler extends (
      payload: JobPayload<Catalogue, Name>,
      context: BullMqContext,
    ) => Promise<JobReply<Catalogue, Name> | JsonText>,
  >(
    controller: object,
    method: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    MessagePattern(name)(controller, method, descriptor);
    Payload()(controller, method, 0);
    Ctx()(controller, method, 1);
  };

/**
 * Makes a method of a controller the handler of a job: `@HandlesJob("value-batch")`. The compiler checks its payload
 * and its reply by the job's name; the payload has been validated when it is called.
 */
export const HandlesJob = handlersOf<Jobs>();
