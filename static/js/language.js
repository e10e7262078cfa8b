// The other language keeps what was typed: the page is fetched in it and put in the place of this one, and what the person
// changed is written into it again. Nothing is stored. Where nothing was typed the link is a link.
"use strict";
(() => {
  const PARTS = ["header", "main", "footer"];
  const TYPED = "input:not([type=hidden], [type=submit]), select, textarea";

  const same = (control) => [...control.form.querySelectorAll(`[name="${CSS.escape(control.name)}"]`)];
  const changed = (control) => {
    if (!control.name || !control.form) return false;
    if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
    if (control.matches("select")) return [...control.options].some((one) => one.selected !== one.defaultSelected);
    return control.value !== control.defaultValue;
  };

  // Where the control is found again: its form, its name, and which of that name it is.
  const place = (control) => ({
    action: control.form.getAttribute("action"),
    name: control.name,
    at: same(control).indexOf(control),
    value: control.value,
    checked: control.checked,
  });

  function put(kept) {
    const form = [...document.forms].find((one) => one.getAttribute("action") === kept.action);
    const control = form?.querySelectorAll(`[name="${CSS.escape(kept.name)}"]`)[kept.at];
    if (!control) return;
    if (control.matches("[type=checkbox], [type=radio]")) control.checked = kept.checked;
    else control.value = kept.value;
  }

  function show(fresh) {
    document.title = fresh.title;
    document.documentElement.lang = fresh.documentElement.lang;
    for (const part of PARTS) {
      const now = document.querySelectorAll(part);
      const then = fresh.querySelectorAll(part);
      for (const [at, one] of [...now].entries()) if (then[at]) one.replaceChildren(...then[at].childNodes);
    }
  }

  async function switched(link) {
    const typed = [...document.querySelectorAll(TYPED)].filter(changed).map(place);
    const gather = document.querySelector("[data-gather]")?.form;
    let answer = await fetch(link.href, { credentials: "same-origin" });
    // What is chosen on such a page is in its form alone.
    if (gather) {
      const body = new URLSearchParams(new FormData(gather));
      for (const secret of gather.querySelectorAll("[type=password]")) body.delete(secret.name);
      body.delete("gather.scan");
      body.set("gather.do", "show");
      answer = await fetch(gather.action, { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" });
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || answer.url.includes("/sign-in") || !fresh.querySelector("main")) throw new Error("another page");
    show(fresh);
    for (const one of typed) put(one);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-language]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const gather = document.querySelector("input[name='gather.items']");
    if (!gather && ![...document.querySelectorAll(TYPED)].some(changed)) return;
    event.preventDefault();
    switched(link).catch(() => location.assign(link.href));
  });
})();
