import type { RequestStory } from "../../domain/answers.ts";
import { requestPath } from "../api/paths.ts";
import { useLive } from "../api/use-live.ts";
import { Link } from "../location.tsx";
import { CardFacts } from "../parts/card-facts.tsx";
import { Deadline } from "../parts/deadline.tsx";
import { Outside } from "../parts/outside.tsx";
import { StateMark } from "../parts/state-mark.tsx";
import { Shown } from "../parts/states.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { Age, When } from "../parts/when.tsx";
import { termFor } from "../query/terms.ts";
import { auditOf, OPEN_REQUESTS } from "../route.ts";
import { nameIn, requestWords, stateWords } from "../words.ts";

const EVERY_MS = 3_000;

export function RequestView({ id }: { readonly id: string }) {
  const live = useLive<RequestStory>(requestPath(id), EVERY_MS);
  return (
    <article aria-labelledby="view-title">
      <p class="back">
        <Link to={OPEN_REQUESTS}>← Open requests</Link>
      </p>
      <h1 id="view-title" tabIndex={-1}>
        {live.body ? <Title story={live.body} /> : `Request ${id}`}
      </h1>
      <Shown live={live} missing="There is no such request, or it is not yours to see.">
        {(story) => <Story story={story} />}
      </Shown>
    </article>
  );
}

interface StoryProps {
  readonly story: RequestStory;
}

function Title({ story: { privateEndpoint, namespace } }: StoryProps) {
  return (
    <>
      <Outside text={nameIn(privateEndpoint)} /> <span class="quiet">→</span> <Outside text={nameIn(namespace)} />
    </>
  );
}

function Story({ story }: StoryProps) {
  const { tone, sign, word } = stateWords(story.state, story.decision?.verdict);
  return (
    <>
      <p class="story-state">
        <StateMark tone={tone} sign={sign}>
          {word}
        </StateMark>
        <Since story={story} />
      </p>
      <WhatNow story={story} />
      <div class="beside story">
        <section aria-labelledby="history-title">
          <div class="aside-head">
            <h2 id="history-title">What happened</h2>
            <Link to={auditOf(termFor("request", story.id))}>In the audit log</Link>
          </div>
          <Timeline history={story.history} />
        </section>
        <CardFacts story={story} />
      </div>
    </>
  );
}

function Since({ story }: StoryProps) {
  const { kind, round, decision, outcome, seenAt, deadlineAt } = story;
  return (
    <span class="quiet">
      {requestWords(kind)}
      {round > 1 && `, round ${round}`} ·{" "}
      {outcome ? (
        <>
          asked <When at={seenAt} /> · ended <When at={outcome.at} />
        </>
      ) : (
        <>
          asked <Age at={seenAt} /> ago
        </>
      )}
      {!outcome && !decision && deadlineAt !== undefined && (
        <>
          {" "}
          · to be decided <Deadline at={deadlineAt} />
        </>
      )}
    </span>
  );
}

/** The page decides nothing: it says where that is done. */
function WhatNow({ story: { id, state, verbs } }: StoryProps) {
  if ((state !== "asking" && state !== "held") || verbs.length === 0) return undefined;
  return (
    <p class="quiet what-now">
      Its owners decide on the card in Teams, or with <code>relay-approvals approve {id}</code> and{" "}
      <code>relay-approvals reject {id}</code>.
    </p>
  );
}
