import { launch } from "./launch.js";

// A pipe that is closed early (`npm start | head`) is no reason to leave the apps behind.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

process.exit(await launch(process.env));
