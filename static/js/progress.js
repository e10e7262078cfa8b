// Long work shows its numbers as they grow. A region with an id and data-refresh="seconds" is
// fetched again and replaced by its newer self, until the server sends it without data-refresh.
// Only meters and counts live in such a region: nothing a pointer could be aiming at.
// With data-then="reload" the end of the work shows the whole page anew, unless somebody is
// typing on it. After ten minutes nothing is asked any more: a forgotten page must not keep its
// session alive. With data-after="download" it begins when something of the page is downloaded.
"use strict";
(() => {
  const longest = 10 * 60 * 1000;

  const typing = () =>
    [...document.querySelectorAll("input, textarea, select")].some((field) =>
      field instanceof HTMLSelectElement
        ? [...field.options].some((option) => option.selected !== option.defaultSelected && option.index > 0)
        : field.type === "checkbox" || field.type === "radio"
          ? field.checked !== field.defaultChecked
          : field.value !== field.defaultValue,
    );

  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  async function follow(id) {
    const began = Date.now();
    for (let failures = 0; failures < 5 && Date.now() - began < longest; ) {
      const region = document.getElementById(id);
      const seconds = Number(region?.dataset.refresh);
      if (!region || !(seconds > 0)) return;
      await wait(Math.min(60, Math.max(2, seconds)) * (failures + 1));
      if (document.hidden) continue;
      try {
        const response = await fetch(location.href, {
          headers: { Accept: "text/html" },
          credentials: "same-origin",
        });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const newer = page.getElementById(id);
        if (!response.ok || !newer) throw new Error("not the same page");
        const ended = !newer.dataset.refresh;
        if (ended && region.dataset.then === "reload" && !typing()) return location.reload();
        region.replaceWith(document.adoptNode(newer));
        failures = 0;
      } catch {
        failures += 1;
      }
    }
  }

  for (const region of document.querySelectorAll("[data-refresh][id]")) {
    if (region.dataset.after !== "download") {
      follow(region.id);
      continue;
    }
    for (const link of document.querySelectorAll("a[download]"))
      link.addEventListener("click", () => follow(region.id), { once: true });
  }
})();
