import { go, Link } from "../location.tsx";
import type { KnownValues } from "../query/complete.ts";
import { EXAMPLES, QUERY_KEYS } from "../query/keys.ts";
import { auditOf, type Route } from "../route.ts";
import { Outside } from "./outside.tsx";
import { type QueryField, useQueryField } from "./use-query-field.ts";

interface QueryFormProps {
  readonly route: Extract<Route, { view: "audit" }>;
  readonly known: KnownValues;
  readonly faults: readonly string[];
}

/** The field with its suggestions: a combobox as ARIA describes it. Enter searches, unless a suggestion is chosen. */
export function QueryForm({ route, known, faults }: QueryFormProps) {
  const typing = useQueryField(route.query, known, (query) => go({ ...route, query }));
  return (
    <search class="query">
      <label for="query">Search the record</label>
      <div class="query-row">
        <div class="query-box">
          <Field typing={typing} isWrong={faults.length > 0} />
          <Suggestions {...typing} />
        </div>
        <button type="button" class="button primary" onClick={typing.search}>
          Search
        </button>
      </div>
      <Faults faults={faults} />
      <Help />
    </search>
  );
}

function Field({ typing, isWrong }: { readonly typing: QueryField; readonly isWrong: boolean }) {
  const { field, query, open, chosen, typed, keyDown, close } = typing;
  return (
    <input
      id="query"
      ref={field}
      type="text"
      role="combobox"
      value={query}
      placeholder='namespace:contoso-orders verdict:approve "ticket 4711"'
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      aria-expanded={open.length > 0}
      aria-controls="query-suggestions"
      aria-autocomplete="list"
      aria-activedescendant={chosen >= 0 ? `suggestion-${chosen}` : undefined}
      aria-invalid={isWrong}
      aria-describedby={isWrong ? "query-faults" : undefined}
      onInput={typed}
      onClick={typed}
      onKeyDown={keyDown}
      onBlur={close}
    />
  );
}

/** The focus stays in the field: pressing one with a pointer must not take it away. */
function Suggestions({ open, chosen, take }: Pick<QueryField, "open" | "chosen" | "take">) {
  return (
    <div id="query-suggestions" role="listbox" aria-label="Suggestions" class="suggestions" hidden={open.length === 0}>
      {open.map((one, index) => (
        <div
          key={one.label}
          id={`suggestion-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            take(one);
          }}
        >
          <code>
            <Outside text={one.label} />
          </code>
          <span class="quiet small">{one.hint}</span>
        </div>
      ))}
    </div>
  );
}

function Faults({ faults }: Pick<QueryFormProps, "faults">) {
  if (faults.length === 0) return undefined;
  return (
    <div id="query-faults" class="faults" role="alert">
      <ul>
        {faults.map((words) => (
          <li key={words}>
            <span aria-hidden="true">✕ </span>
            <Outside text={words} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Help() {
  return (
    <details class="help">
      <summary>How to search</summary>
      <div class="help-parts">
        <div>
          <p>
            Words and <code>"phrases"</code> are looked for in comments and names; <code>key:value</code> narrows down;
            a <code>-</code> in front leaves out.
          </p>
          <ul>
            {EXAMPLES.map(({ query, finds }) => (
              <li key={query}>
                <Link to={auditOf(query)}>
                  <code>{query}</code>
                </Link>{" "}
                <span class="quiet">{finds}</span>
              </li>
            ))}
          </ul>
        </div>
        <dl>
          {QUERY_KEYS.map(({ key, hint, example }) => (
            <div key={key}>
              <dt>
                <code>{key}:</code>
              </dt>
              <dd>
                {hint}, <code class="quiet">{example}</code>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
