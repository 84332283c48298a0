import type { ReplayState } from "./replay-session.js";

/** The running hash that this page made of what it received, beside the server's. */
export const HashCheck = ({ hash: { own, server, canHash } }: { hash: ReplayState["hash"] }) => {
  if (!canHash)
    return (
      <p className="small dim">
        The running hash cannot be checked here: browsers hash only on https and on localhost.
      </p>
    );
  if (server === undefined)
    return (
      <p className="small dim">
        The running hash is compared with the server&apos;s at a pause and at the end.
      </p>
    );
  const isEqual = own === server;
  return (
    <div className="stack tight small">
      <p role="status" data-testid="hash" className={isEqual ? "good" : "bad"}>
        {isEqual
          ? "Every event came once, in order and unchanged: the hashes are equal."
          : "The hashes differ: what came is not what was sent."}
      </p>
      <dl className="hashes">
        <dt className="dim">Here</dt>
        <dd>
          <code>{own}</code>
        </dd>
        <dt className="dim">Server</dt>
        <dd>
          <code>{server}</code>
        </dd>
      </dl>
    </div>
  );
};
