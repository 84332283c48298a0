import type { FastifyInstance } from "fastify";

import { methodsOf } from "./operation-of.js";
import { ProblemError } from "./problem-error.js";

/** Answers a method that a path does not have with a 405 that lists its methods. */
export const checkMethods = (fastify: FastifyInstance): void => {
  fastify.addHook("onRequest", (request, reply, done) => {
    const { method, url, routeOptions } = request;
    // The route without parameters is the path itself.
    if (!request.is404 && routeOptions.url?.includes(":") !== true) {
      done();
      return;
    }
    const [path = ""] = url.split("?", 1);
    const methods = methodsOf(path);
    if (methods.length === 0 || methods.includes(method)) {
      done();
      return;
    }
    void reply.header("allow", methods.join(", "));
    done(
      new ProblemError(
        "method-not-allowed",
        `${path} does not have ${method}. It has ${methods.join(", ")}.`,
      ),
    );
  });
};
