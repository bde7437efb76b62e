import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Problem } from "../../domain/answers.ts";
import { SIGN_OUT, signInAddress } from "../api/paths.ts";
import type { Fault, Live } from "../api/use-live.ts";
import { Outside } from "./outside.tsx";

/** `h1` where a notice stands for a whole view, which then has no title of its own. */
export const NoticeHeading = createContext<"h1" | "h2">("h2");

interface NoticeProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Notice({ title, children }: NoticeProps) {
  const Heading = useContext(NoticeHeading);
  return (
    <section class="notice">
      <Heading>{title}</Heading>
      {children}
    </section>
  );
}

function SignedOut() {
  const back = window.location.pathname + window.location.search;
  return (
    <Notice title="You are not signed in">
      <p>
        Requests and the audit log are for the owners of namespaces and for auditors. You come back to this address.
      </p>
      <p>
        <a class="button primary" href={signInAddress(back)}>
          Sign in
        </a>
      </p>
    </Notice>
  );
}

export function NoRole() {
  return (
    <Notice title="You may not read this">
      <p>
        You are signed in, but have no role here. Ask whoever keeps Relay Approvals in Entra ID for{" "}
        <code>Audit.Read</code> (the namespaces that you own) or <code>Audit.Read.All</code> (all of them), and sign in
        again.
      </p>
      <p>
        <a class="button" href={SIGN_OUT}>
          Sign out
        </a>
      </p>
    </Notice>
  );
}

interface ShownProps<Body> {
  readonly live: Live<Body>;
  /** Said instead of a 404. */
  readonly missing?: string;
  readonly children: (body: Body) => ComponentChildren;
}

/** What was answered, or why there is nothing. What was there before a fault stays, with a word that it is old. */
export function Shown<Body>({ live, missing, children }: ShownProps<Body>) {
  const { body, fault } = live;
  if (fault?.kind === "signed-out") return <SignedOut />;
  if (body === undefined) return fault ? <Failed fault={fault} missing={missing} /> : <Loading />;
  return (
    <>
      {fault && <Stale fault={fault} />}
      {children(body)}
    </>
  );
}

function Loading() {
  return (
    <p class="loading" aria-busy="true">
      Looking…
    </p>
  );
}

interface FailedProps {
  readonly fault: Exclude<Fault, { kind: "signed-out" }>;
  readonly missing?: string | undefined;
}

function Failed({ fault, missing }: FailedProps) {
  if (fault.kind === "unreachable") {
    return (
      <Notice title="The service does not answer">
        <p>Are you online? This page goes on by itself as soon as it does.</p>
      </Notice>
    );
  }
  const { problem } = fault;
  if (problem.status === 403) return <NoRole />;
  if (problem.status === 404 && missing)
    return (
      <Notice title="Not found">
        <p>{missing}</p>
      </Notice>
    );
  return (
    <Notice title={problem.title || `The service answered ${problem.status}`}>
      <p>
        <Outside text={problem.detail || "It did not say why."} />
      </p>
      <Correlation problem={problem} />
    </Notice>
  );
}

function Stale({ fault }: FailedProps) {
  return (
    <p class="stale" role="status">
      <b>Not up to date.</b>{" "}
      {fault.kind === "unreachable" ? "The service does not answer; " : `${said(fault.problem)}; `}
      this page tries again by itself.
    </p>
  );
}

function said({ title, status, correlation }: Problem): string {
  return `${title || `The service answered ${status}`}${correlation && ` (${correlation})`}`;
}

/** By which the service's log tells what happened. */
function Correlation({ problem }: { readonly problem: Problem }) {
  if (!problem.correlation) return undefined;
  return (
    <p class="quiet">
      Whoever runs the service finds it in the log under <code>{problem.correlation}</code>.
    </p>
  );
}
