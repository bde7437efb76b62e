import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";

const TICK_MS = 10_000;

export const Now = createContext(new Date());

/** For ages: moves on every ten seconds. */
export function useNow(): Date {
  return useContext(Now);
}

export function useTicking(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
