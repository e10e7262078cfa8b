// Choosing articles with script, for a parcel or a visit: each reading is sent without leaving the page, in the order read, and the answer
// replaces the content of <main>. Without script every reading is a normal form post. What was typed into the other
// fields, and what the reader types meanwhile, stays.
"use strict";
(() => {
  const main = document.getElementById("main");
  const waiting = [];
  let sending = false;

  const sink = () => main.querySelector("[data-gather]");

  function show(html, from) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    const fresh = answer.querySelector("main");
    if (!fresh?.querySelector("[data-gather]")) {
      // The session ended, or a problem page. Show it as it is.
      location.assign(from);
      return false;
    }
    const typed = [...sink().form.elements].filter((one) => one.matches("input[id]:not([type=hidden]), select, textarea"));
    const kept = typed.map((one) => [one.id, one.value, one.checked]);
    const focused = document.activeElement?.id;
    main.replaceChildren(...fresh.childNodes);
    for (const [id, value, checked] of kept) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      field.checked = checked;
    }
    (document.getElementById(focused) ?? sink()).focus();
    return true;
  }

  async function send() {
    sending = true;
    while (waiting.length > 0) {
      const form = sink().form;
      const body = new URLSearchParams(new FormData(form));
      const codes = waiting.splice(0);
      body.set("gather.scan", codes.join("\r"));
      body.set("gather.do", "add");
      // Nobody proves anything yet.
      for (const secret of form.querySelectorAll("[type=password]")) body.delete(secret.name);
      try {
        const response = await fetch(form.action, {
          method: "POST",
          body,
          headers: { Accept: "text/html" },
          credentials: "same-origin",
        });
        if (!show(await response.text(), response.url)) break;
      } catch {
        // Nobody knows whether it arrived; nothing is written yet. The codes are there to be sent again.
        sink().value = codes.concat(waiting.splice(0)).join(" ");
      }
    }
    sending = false;
  }

  document.addEventListener("submit", (event) => {
    const field = sink();
    if (!field || event.target !== field.form || event.submitter?.value !== "add") return;
    const code = field.value.trim();
    // Nothing was read: whoever pressed Enter in another field means the parcel.
    if (code === "") return;
    event.preventDefault();
    field.value = "";
    waiting.push(code);
    if (!sending) send();
  });
})();
