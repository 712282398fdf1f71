"use strict";
// Parts of a page that are asked for again, so that progress is seen; a lost network is said and tried again.
(() => {
  const OFTEN = 10_000, SELDOM = 60_000;
  const told = document.getElementById("asof");
  let wait = OFTEN, since = clock();

  function clock() { return new Date().toLocaleTimeString("vi-VN"); }

  // What somebody is using stays as it is: a field with words in it, a fold that is open, a sound that plays.
  const isBusy = (part) =>
    part.contains(document.activeElement) ||
    part.querySelector("details[open]") ||
    [...part.querySelectorAll("input, textarea")].some((each) => each.value !== each.defaultValue) ||
    [...part.querySelectorAll("audio")].some((each) => !each.paused);

  const renew = (page) => {
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && !isBusy(part) && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
    }
  };

  const look = async () => {
    try {
      if (!document.hidden) {
        const answer = await fetch(location.href, { headers: { "X-Live": "1" }, signal: AbortSignal.timeout(15_000) });
        if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
        renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
        since = clock();
        told.textContent = told.dataset.asof.replace("{at}", since);
      }
      wait = OFTEN;
    } catch {
      told.textContent = told.dataset.offline.replace("{at}", since);
      wait = Math.min(2 * wait, SELDOM);
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
