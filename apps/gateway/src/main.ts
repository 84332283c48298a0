import { runApp } from "#runtime";

import { bootstrap } from "./bootstrap.js";

await runApp(bootstrap);
