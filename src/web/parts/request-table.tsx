import type { RequestSummary } from "../../domain/answers.ts";
import { Link } from "../location.tsx";
import type { RequestsShown } from "../route.ts";
import { nameIn, requestWords, stateWords, tenantWords } from "../words.ts";
import { Deadline } from "./deadline.tsx";
import { Outside } from "./outside.tsx";
import { StateMark } from "./state-mark.tsx";
import { type Column, Table } from "./table.tsx";
import { Age, When } from "./when.tsx";

interface RequestTableProps {
  readonly requests: readonly RequestSummary[];
  readonly fresh: ReadonlySet<string>;
  readonly state: RequestsShown;
}

export function RequestTable({ requests, fresh, state }: RequestTableProps) {
  return (
    <Table
      caption={`${state === "all" ? "All" : state === "open" ? "Open" : "Ended"} requests`}
      columns={state === "open" ? openColumns(fresh) : endedColumns(fresh)}
      rows={requests}
      keyOf={({ id }) => id}
      looks={({ id }) => (fresh.has(id) ? "fresh" : "")}
    />
  );
}

type Columns = readonly Column<RequestSummary>[];

function openColumns(fresh: ReadonlySet<string>): Columns {
  return [
    { title: "Waits for", kind: "number", cell: ({ seenAt }) => <Age at={seenAt} /> },
    ...middleColumns(fresh),
    { title: "Due", kind: "number", cell: (request) => <Due request={request} /> },
  ];
}

function endedColumns(fresh: ReadonlySet<string>): Columns {
  const ended = ({ outcome, seenAt }: RequestSummary) => <When at={outcome?.at ?? seenAt} />;
  return [{ title: "When", kind: "number", cell: ended }, ...middleColumns(fresh)];
}

function middleColumns(fresh: ReadonlySet<string>): Columns {
  return [
    { title: "Request", kind: "wide", cell: (request) => <What request={request} isFresh={fresh.has(request.id)} /> },
    { title: "Namespace", cell: ({ namespace }) => <Outside text={nameIn(namespace)} /> },
    { title: "State", cell: (request) => <State request={request} /> },
  ];
}

interface RequestProps {
  readonly request: RequestSummary;
}

function What({ request, isFresh }: RequestProps & { readonly isFresh: boolean }) {
  const { id, kind, privateEndpoint, requester, message, round } = request;
  return (
    <>
      <Link to={{ view: "request", id }} class="what">
        <Outside text={nameIn(privateEndpoint)} />
      </Link>
      {isFresh && <span class="new">New</span>}
      <span class="quiet small">
        {requestWords(kind).toLowerCase()}
        {round > 1 && ` · round ${round}`} · {tenantWords(requester.tenant)}
        {requester.subscription !== undefined && (
          <>
            {" "}
            <code title="The requester's subscription">{requester.subscription}</code>
          </>
        )}
      </span>
      {message.trim() !== "" && (
        <span class="said" title="Stated by the requester, not verified">
          <Outside text={message} />
        </span>
      )}
    </>
  );
}

/** Until when somebody may decide. */
function Due({ request: { decision, deadlineAt } }: RequestProps) {
  return decision ? <span class="quiet">decided</span> : <Deadline at={deadlineAt} />;
}

function State({ request }: RequestProps) {
  const { tone, sign, word } = stateWords(request.state, request.decision?.verdict);
  const { votes, votesNeeded, decision } = request;
  return (
    <>
      <StateMark tone={tone} sign={sign}>
        {word}
      </StateMark>
      {!decision && votesNeeded > 1 && (
        <span class="quiet small">
          {votes} of {votesNeeded} votes
        </span>
      )}
      {decision && (
        <span class="quiet small">
          by {decision.byKind === "rule" ? "rule " : ""}
          <Outside text={decision.by} />
        </span>
      )}
    </>
  );
}
