// Two minutes before the session ends it is said, with a button that stays in it. Nothing is asked of the server
// before somebody touches that button: a page that is left open keeps no session alive. Without script the server says
// it when something is sent, and keeps what was sent.
"use strict";
(() => {
  const bar = document.querySelector("[data-session]");
  if (!bar) return;
  const BEFORE = 120; // seconds
  const words = document.createElement("p");
  const stay = document.createElement("button");
  stay.className = "btn btn-s";
  stay.type = "button";
  stay.textContent = bar.dataset.stay;
  bar.append(words, stay);
  const began = performance.now();
  let seen = began;
  let ended = false;
  const left = () => {
    const idle = Number(bar.dataset.idle) - (performance.now() - seen) / 1000;
    const whole = Number(bar.dataset.ends) - (performance.now() - began) / 1000;
    return ended ? 0 : Math.min(idle, whole);
  };
  const tick = () => {
    const seconds = left();
    const said = seconds > 0 ? bar.dataset.soon : bar.dataset.over;
    // Said once: a reader of the screen is not told every second.
    if (words.textContent !== said) words.textContent = said;
    stay.hidden = seconds <= 0;
    bar.hidden = seconds > BEFORE;
  };
  stay.addEventListener("click", async () => {
    const answer = await fetch("/sessions", { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok && !answer.redirected) seen = performance.now();
    else ended = true;
    tick();
  });
  // The station asks without leaving its page.
  document.addEventListener("doublelock:seen", () => {
    seen = performance.now();
    tick();
  });
  setInterval(tick, 1000);
})();
