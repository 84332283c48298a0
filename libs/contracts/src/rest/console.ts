import { z } from "zod";

/** `GET /console`: what the page needs before the reader has given a key. */
export const ConsoleSettings = z
  .object({
    keys_required: z.boolean().meta({ description: "Whether calls need an API key." }),
    stream_url: z.string().meta({
      description:
        "Where a browser finds the stream: a URL, or a path on the host that the page came from.",
      examples: ["ws://localhost:3001/v1/stream"],
    }),
    jaeger_url: z.string().nullable().meta({
      description: "Where a browser finds Jaeger: a trace is at `/trace/ID` there.",
    }),
  })
  .meta({ id: "ConsoleSettings" });
export type ConsoleSettings = z.infer<typeof ConsoleSettings>;
