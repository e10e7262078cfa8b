// A form that was sent is not sent again by a second click or an impatient Enter: two clicks on
// "Open a case" must not open two. After a few seconds it can be, since some answers are files
// and leave the page where it is.
"use strict";
(() => {
  const AGAIN = 5000; // ms

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
