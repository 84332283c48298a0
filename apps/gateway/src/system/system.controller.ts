import type { SystemReport } from "#contracts";
import { Controller, Get, Inject } from "@nestjs/common";

import { SystemState } from "./system-state.js";

/** The state of the system, for operators. */
@Controller("system")
export class SystemController {
  constructor(@Inject(SystemState) private readonly state: SystemState) {}

  @Get()
  read(): Promise<SystemReport> {
    return this.state.report(Date.now());
  }
}
