// A form that was sent is not sent again by a second click or an impatient Enter: two clicks on
// "Open a case" must not open two. After a few seconds it can be, since some answers are files
// and leave the page where it is.
//
// The server does the work of a form once, by the number of the page that it was on. Somebody who
// comes back to a page sends the form that was there before, so the page keeps its number.
"use strict";
(() => {
  const AGAIN = 5000; // ms
  const numbers = () => document.querySelectorAll("input[name=once]");

  const [arrived] = performance.getEntriesByType("navigation");
  const before = history.state?.once;
  if (arrived?.type === "back_forward" && before) {
    for (const number of numbers()) number.value = before;
  } else if (numbers().length > 0) {
    history.replaceState({ ...history.state, once: numbers()[0].value }, "");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (Date.now() - Number(form.dataset.sent ?? 0) < AGAIN) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = String(Date.now());
  });

  // Back from the next page, the form is as new.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
