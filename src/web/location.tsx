import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { addressOf, type Route, routeOf } from "./route.ts";

const MOVED = "moved";

/** The route of the address that stands in the browser, whoever changed it. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(window.location));
  useEffect(() => {
    const read = () => setRoute(routeOf(window.location));
    window.addEventListener("popstate", read);
    window.addEventListener(MOVED, read);
    return () => {
      window.removeEventListener("popstate", read);
      window.removeEventListener(MOVED, read);
    };
  }, []);
  return route;
}

export function go(route: Route): void {
  const address = addressOf(route);
  if (address === window.location.pathname + window.location.search) return;
  window.history.pushState(undefined, "", address);
  window.dispatchEvent(new Event(MOVED));
}

interface LinkProps {
  readonly to: Route;
  readonly class?: string;
  /** Of what is shown, it is this one. */
  readonly current?: "page" | "true" | undefined;
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A real link: it can be opened in another tab, copied and sent. */
export function Link({ to, current, label, children, ...looks }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={addressOf(to)} onClick={follow} aria-current={current} aria-label={label} {...looks}>
      {children}
    </a>
  );
}
