import type { ConsoleSettings } from "#contracts";
import { Controller, Get, Inject, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { CONSOLE_CONFIG, consoleSettings, type ConsoleConfig } from "./console-settings.js";

/** Settings of the web console. */
@Controller("console")
export class ConsoleController {
  constructor(@Inject(CONSOLE_CONFIG) private readonly config: ConsoleConfig) {}

  @Get()
  read(@Req() request: FastifyRequest): ConsoleSettings {
    return consoleSettings(this.config, request.host);
  }
}
