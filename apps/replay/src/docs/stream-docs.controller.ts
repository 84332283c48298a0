import { asyncApiDocument, type AsyncApiDocument } from "#openapi";
import { Controller, Get, Header, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { renderStreamDocs } from "./render-stream-docs.js";

/** As in the stream's path and subprotocol: a breaking change gets a new one. */
const STREAM_VERSION = "1";

/** The stream's description, for programs and for people. */
@Controller()
export class StreamDocsController {
  @Get("asyncapi.json")
  asyncApi(@Req() request: FastifyRequest): AsyncApiDocument {
    return asyncApiDocument(STREAM_VERSION, request.host);
  }

  @Get("docs")
  @Header("content-type", "text/html; charset=utf-8")
  @Header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
  docs(@Req() request: FastifyRequest): string {
    return renderStreamDocs(asyncApiDocument(STREAM_VERSION, request.host));
  }
}
