// Catches what a barcode reader types when no field has the focus, and puts it in the page's scan
// field. A reader types fast and ends with Enter or Tab; a person does not. Speed only decides
// where keys go, never what they mean: the server reads the code.
"use strict";
(() => {
  const FAST = 100; // ms between two keys of a reader
  const SHORTEST = 6; // characters of the shortest code
  let typed = "";
  let at = 0;

  const sink = () => document.querySelector("[data-scan-sink]");
  const editable = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"));

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || editable(event.target)) {
        typed = "";
        return;
      }
      const now = event.timeStamp;
      if (now - at > FAST) typed = "";
      at = now;
      if (event.key.length === 1) {
        if (typed.length < 200) typed += event.key;
        // The first keys of a code must not scroll or press anything.
        if (event.key === " " && typed.length > 1) event.preventDefault();
        return;
      }
      if (event.key !== "Enter" && event.key !== "Tab") return;
      const code = typed;
      typed = "";
      if (code.length < SHORTEST) return;
      const field = sink();
      if (!field?.form) return;
      // Enter from the reader must not press the button that happens to have the focus.
      event.preventDefault();
      event.stopImmediatePropagation();
      field.value = code;
      field.form.requestSubmit();
    },
    true,
  );
})();
