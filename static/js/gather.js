// Choosing articles with script, for a parcel or a visit: what is read and pressed is sent without leaving the page, in its
// order, and the answer replaces the content of <main>. Without script each is a normal form post. What was typed into the
// other fields, and what the reader types meanwhile, stays; passwords are sent with the last button only.
"use strict";
(() => {
  const main = document.getElementById("main");
  const waiting = [];
  let sending = false;
  // The last button, pressed while readings were on their way: it waits for them, or it would leave without them.
  let finishing = false;

  const sink = () => main.querySelector("[data-gather]");
  const last = (form) => form.querySelector("button[value=finish]");

  // What is chosen goes with the page's place in the history: loaded again, or come back to, it is there again.
  function remember() {
    const form = sink().form;
    const items = [...form.querySelectorAll("input[name='gather.items']")].map((one) => one.value);
    const from = form.elements["gather.from"].value;
    history.replaceState({ ...history.state, gather: { items, from } }, "");
  }
  function recall() {
    const form = sink()?.form;
    const before = history.state?.gather;
    const [arrived] = performance.getEntriesByType("navigation");
    if (!form || !before?.items.length || !["reload", "back_forward"].includes(arrived?.type)) return;
    form.elements["gather.from"].value = before.from;
    const there = [...form.querySelectorAll("input[name='gather.items']")].map((one) => one.value);
    for (const id of before.items.filter((item) => !there.includes(item))) {
      const item = document.createElement("input");
      Object.assign(item, { type: "hidden", name: "gather.items", value: id });
      form.append(item);
    }
    waiting.push({ name: "gather.do", value: "show", codes: [] });
    send();
  }

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
    // Whoever was about to finish looks at what was not added.
    if (fresh.querySelector("[role=status] .st-danger")) finishing = false;
    main.replaceChildren(...fresh.childNodes);
    for (const [id, value, checked] of kept) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      field.checked = checked;
    }
    (document.getElementById(focused) ?? sink()).focus();
    remember();
    return true;
  }

  async function send() {
    sending = true;
    while (waiting.length > 0) {
      const form = sink().form;
      const body = new URLSearchParams(new FormData(form));
      for (const secret of form.querySelectorAll("[type=password]")) body.delete(secret.name);
      const { name, value, codes } = waiting.shift();
      // Codes that were read one after the other go together.
      while (value === "add" && waiting[0]?.value === "add") codes.push(...waiting.shift().codes);
      body.set("gather.scan", codes.join("\r"));
      body.set(name, value);
      try {
        const response = await fetch(form.action, {
          method: "POST",
          body,
          headers: { Accept: "text/html" },
          credentials: "same-origin",
        });
        if (!show(await response.text(), response.url)) return;
      } catch {
        // Nobody knows whether it arrived; nothing is written yet. The codes are there to be sent again.
        const lost = waiting.splice(0).flatMap((one) => one.codes);
        sink().value = codes.concat(lost).join(" ");
        sink().form.querySelector("[data-lost]").hidden = false;
        finishing = false;
      }
    }
    sending = false;
    if (!finishing) return;
    finishing = false;
    const form = sink().form;
    form.requestSubmit(last(form));
  }

  document.addEventListener("submit", (event) => {
    const field = sink();
    const button = event.submitter;
    if (!field || event.target !== field.form) return;
    // A label that was read while a password was typed is no part of it.
    const secret = document.activeElement;
    const label = secret?.matches("[type=password]") && /(?:\]C0)?(D[A-Z]\d{10})$/i.exec(secret.value);
    if (label && secret.form === field.form) {
      event.preventDefault();
      secret.value = secret.value.slice(0, label.index);
      waiting.push({ name: "gather.do", value: "add", codes: [label[1]] });
      if (!sending) send();
      return;
    }
    const code = field.value.trim();
    const means = !button || button.value === "add" || button.value === "finish";
    if (code === "" && means) {
      // Nothing was read: whoever pressed Enter in another field means the parcel, or the visit.
      if (!sending) return;
      event.preventDefault();
      finishing = true;
      return;
    }
    // What is typed and not added yet is added first, whichever button was pressed.
    event.preventDefault();
    field.value = "";
    if (code !== "") waiting.push({ name: "gather.do", value: "add", codes: [code] });
    if (button && button.value !== "add" && button.value !== "finish") {
      waiting.push({ name: button.name, value: button.value, codes: [] });
    }
    if (!sending) send();
  });

  recall();
})();
