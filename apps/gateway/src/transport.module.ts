import { JOBS } from "#contracts";
import { BullMqClient, type TransportBackend } from "#transport";
import { Module, type DynamicModule } from "@nestjs/common";

/** The gateway's one client of the queue. */
@Module({})
export class TransportModule {
  static forRoot(backend: TransportBackend): DynamicModule {
    return {
      module: TransportModule,
      global: true,
      providers: [{ provide: BullMqClient, useFactory: () => new BullMqClient(backend, JOBS) }],
      exports: [BullMqClient],
    };
  }
}
