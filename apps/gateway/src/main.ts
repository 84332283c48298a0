import { runApp } from "#telemetry";

import { bootstrap } from "./bootstrap.js";

await runApp(bootstrap);
