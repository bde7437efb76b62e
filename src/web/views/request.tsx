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
      {live.body === undefined && (
        <h1 id="view-title" tabIndex={-1} class="id-title">
          Request {id}
        </h1>
      )}
      <Shown live={live} missing="There is no such request, or it is not yours to see.">
        {(story) => <Story story={story} />}
      </Shown>
    </article>
  );
}

function Story({ story }: { readonly story: RequestStory }) {
  const { tone, sign, word } = stateWords(story.state, story.decision?.verdict);
  return (
    <>
      <div class="story-head">
        <p class="quiet">
          {requestWords(story.kind)}
          {story.round > 1 && ` · round ${story.round}`}
        </p>
        <h1 id="view-title" tabIndex={-1}>
          <Outside text={nameIn(story.privateEndpoint)} /> <span class="quiet">→</span>{" "}
          <Outside text={nameIn(story.namespace)} />
        </h1>
        <p class="story-state">
          <StateMark tone={tone} sign={sign}>
            {word}
          </StateMark>
          <Since story={story} />
        </p>
        <WhatNow story={story} />
      </div>
      <div class="beside">
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

function Since({ story: { outcome, seenAt, deadlineAt } }: { readonly story: RequestStory }) {
  if (outcome) {
    return (
      <span class="quiet">
        since <When at={outcome.at} />
      </span>
    );
  }
  return (
    <span class="quiet">
      asked <Age at={seenAt} /> ago
      {deadlineAt !== undefined && (
        <>
          {" "}
          · to be decided <Deadline at={deadlineAt} />
        </>
      )}
    </span>
  );
}

/** The page decides nothing: it says where that is done. */
function WhatNow({ story: { id, state, verbs } }: { readonly story: RequestStory }) {
  if ((state !== "asking" && state !== "held") || verbs.length === 0) return undefined;
  return (
    <p class="quiet what-now">
      Its owners decide on the card in Teams, or with <code>relay-approvals approve {id}</code> and{" "}
      <code>relay-approvals reject {id}</code>.
    </p>
  );
}
