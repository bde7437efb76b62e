import type { ComponentChildren } from "preact";
import type { RequestStory } from "../../domain/answers.ts";
import type { NetworkAccess } from "../../domain/background.ts";
import type { Card, Said } from "../../domain/card.ts";
import { tenantWords } from "../words.ts";
import { Gauge } from "./gauge.tsx";
import { Outside } from "./outside.tsx";
import { When } from "./when.tsx";

/** What the card in Teams tells the owners now. */
export function CardFacts({ story }: { readonly story: RequestStory }) {
  const { card } = story;
  return (
    <aside class="card" aria-labelledby="card-title">
      <h2 id="card-title">As its owners see it</h2>
      <dl>
        <Requester card={card} />
        {card.kind === "approve-or-reject" && <Message card={card} />}
        <Opinions card={card} />
        <Circumstances card={card} />
        <Fact name="Private endpoint" hint="verified with Azure">
          <code>
            <Outside text={card.privateEndpoint} />
          </code>
        </Fact>
        <Fact name="Connection">
          <code>
            <Outside text={story.connection} />
          </code>
        </Fact>
        <Fact name="Request">
          <code>{story.id}</code>
        </Fact>
      </dl>
    </aside>
  );
}

interface FactProps {
  readonly name: string;
  readonly hint?: string;
  readonly children: ComponentChildren;
}

function Fact({ name, hint, children }: FactProps) {
  return (
    <div>
      <dt>
        {name} {hint && <span class="quiet small">{hint}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

interface CardProps {
  readonly card: Card;
}

function Requester({ card }: CardProps) {
  const { requesterSubscription: id, background } = card;
  return (
    <Fact name="Requester's subscription" hint={id === undefined ? "not readable" : "verified with Azure"}>
      {id !== undefined && <code>{id}</code>}
      {background?.subscriptionName !== undefined && (
        <div>
          <Outside text={background.subscriptionName} />
        </div>
      )}
      <div>
        {card.requesterTenant === "own" ? "" : "⚠ "}
        {tenantWords(card.requesterTenant)}
      </div>
    </Fact>
  );
}

function Message({ card: { message } }: CardProps) {
  return (
    <Fact name="Message" hint="stated by the requester, not verified">
      {message.trim() === "" ? <i>No message was given.</i> : <Quote text={message} />}
    </Fact>
  );
}

function Quote({ text }: { readonly text: string }) {
  return (
    <p class="said">
      <Outside text={text} />
    </p>
  );
}

/** What owners said: who wants it and, while it is open, votes and an open question; then the decision. */
function Opinions({ card: { state, askedBy, votes, votesNeeded, held, decision, outcome } }: CardProps) {
  const isOpen = state === "asking" || state === "held";
  return (
    <>
      {askedBy && <Opinion name="Asked for by" said={askedBy} />}
      {isOpen &&
        votes.map((vote) => (
          <Opinion key={vote.by} name={`Vote of ${votesNeeded} needed: ${vote.verdict}`} said={vote} />
        ))}
      {isOpen && held && <Opinion name="Question to the requester" said={held} />}
      {decision && <Opinion name={`Decided: ${decision.verdict}`} said={{ ...decision, text: decision.comment }} />}
      {outcome && outcome.reason.trim() !== "" && (
        <Fact name="What became of it">
          <Quote text={outcome.reason} />
        </Fact>
      )}
    </>
  );
}

function Opinion({ name, said: { by, text, at } }: { readonly name: string; readonly said: Said }) {
  return (
    <Fact name={name}>
      <Outside text={by} />, <When at={at} />
      {text.trim() !== "" && <Quote text={text} />}
    </Fact>
  );
}

function Circumstances({ card }: CardProps) {
  const { endpointsUsed, endpointsMost, askedGroup, why, background, region, resourceGroup } = card;
  const earlier = background?.earlier.map(({ how, count }) => `${count} ${how}`).join(", ");
  return (
    <>
      {why.trim() !== "" && (
        <Fact name="Why owners are asked">
          <Outside text={why} />
        </Fact>
      )}
      <Fact name="Owners asked">
        {askedGroup === undefined ? "None: nobody may decide" : <Outside text={askedGroup} />}
      </Fact>
      <Fact name="Endpoints when asked">
        <Gauge used={endpointsUsed} most={endpointsMost} />
      </Fact>
      <Fact name="Resource group">
        <Outside text={resourceGroup} />
        {region !== undefined && (
          <>
            {" "}
            in <Outside text={region} />
          </>
        )}
      </Fact>
      {background && <Fact name="Public network access">{networkWords(background.network)}</Fact>}
      {earlier !== undefined && <Fact name="Earlier requests of this subscription here">{earlier || "none"}</Fact>}
    </>
  );
}

const PUBLIC_ACCESS: Readonly<Record<NonNullable<NetworkAccess["publicly"]>, string>> = {
  open: "⚠ on, from anywhere",
  on: "⚠ on",
  some: "on, from chosen addresses",
  closed: "off",
  perimeter: "what its security perimeter allows",
};

function networkWords({ publicly, trustedServices }: NetworkAccess): string {
  const access = publicly === undefined ? "not readable" : PUBLIC_ACCESS[publicly];
  return trustedServices ? `${access}; trusted Microsoft services may pass` : access;
}
