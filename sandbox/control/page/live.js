const EVERY_MS = 1000;

/** Reads again and again while the page can be seen. `now()` reads at once. */
export function live({ read, show, lose }) {
  let timer;
  let turn = 0;
  const look = async () => {
    clearTimeout(timer);
    turn += 1;
    const mine = turn;
    await read().then(
      (state) => mine === turn && show(state),
      () => mine === turn && lose(),
    );
    if (mine === turn && !document.hidden) timer = setTimeout(look, EVERY_MS);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else void look();
  });
  void look();
  return { now: look };
}
