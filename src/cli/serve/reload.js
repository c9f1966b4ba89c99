(() => {
  const seen = document.currentScript.dataset.seen;
  const key = "personac " + location.pathname;
  const folds = () => [...document.querySelectorAll("details:not(.personac-trouble)")];
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    sessionStorage.removeItem(key);
    if (kept) {
      folds().forEach((fold, i) => { if (i in kept.open) fold.open = kept.open[i]; });
      scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    }
  } catch { }
  const again = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ x: scrollX, y: scrollY, open: folds().map(f => f.open) }));
    } catch { }
    location.reload();
  };
  let asking = null;
  const ask = async () => {
    if (asking || document.hidden) return;
    const mine = asking = new AbortController();
    while (!mine.signal.aborted) {
      const start = Date.now();
      try {
        const query = "?page=" + encodeURIComponent(location.pathname) + "&seen=" + seen;
        const answer = await fetch("/-/news" + query, { signal: mine.signal });
        if (answer.ok && (await answer.text()).trim() === "changed") return again();
      } catch { }
      const rest = 1000 - (Date.now() - start);
      if (rest > 0) await new Promise(done => setTimeout(done, rest));
    }
  };
  const rest = () => { asking?.abort(); asking = null; };
  document.addEventListener("visibilitychange", () => document.hidden ? rest() : ask());
  addEventListener("pagehide", rest);
  addEventListener("pageshow", ask);
  ask();
})();
