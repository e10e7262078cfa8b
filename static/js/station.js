// The scan station with script: each scan is sent without leaving the page, in the order scanned,
// and the answer replaces the content of <main>. Without script every scan is a normal form post.
// The counter and the banner only ever show what the server answered.
"use strict";
(() => {
  const main = document.getElementById("main");
  const lost = document.getElementById("lost");
  const waiting = [];
  let sending = false;

  const field = () => main.querySelector("[data-scan-sink]");

  // A phone shows no keyboard for readings; it does for whoever touches the field to type.
  function keyless() {
    const sink = field();
    if (sink) sink.inputMode = "none";
  }
  document.addEventListener("pointerdown", (event) => {
    const sink = field();
    if (event.target !== sink || event.pointerType === "mouse" || sink.inputMode !== "none") return;
    sink.inputMode = "text";
    sink.blur();
  });

  function listen() {
    const deaf = !document.hasFocus();
    for (const word of main.querySelectorAll("[data-listening]")) word.hidden = deaf;
    for (const word of main.querySelectorAll("[data-deaf]")) word.hidden = !deaf;
  }

  function show(html, from) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    const fresh = answer.querySelector("main") ?? answer.body;
    if (fresh.querySelector("[data-state]")) document.dispatchEvent(new Event("doublelock:seen"));
    else {
      // Not a station page: the session ended, or a problem page. Show it as it is.
      location.assign(from);
      return false;
    }
    // The reader may be in the middle of the next code: what is typed so far stays.
    const typed = field()?.value ?? "";
    main.replaceChildren(...fresh.childNodes);
    const said = main.querySelector("[data-state]");
    window.doublelockSound?.play(said.dataset.state);
    const sink = field();
    keyless();
    // Whoever reads with the camera looks at its picture.
    sink?.focus({ preventScroll: document.getElementById("camera")?.hidden === false });
    if (sink && typed !== "") {
      sink.value = typed;
      sink.setSelectionRange(typed.length, typed.length);
    }
    head();
    listen();
    return true;
  }

  // Title and head name the job that the answer is about; the page of a visit has its own.
  function head() {
    const now = main.querySelector("template[data-title]");
    if (!now) return;
    document.title = now.dataset.title;
    for (const [place, what] of [[".job", "b"], [".job-facts", "i"]]) {
      const words = now.content.querySelector(what).cloneNode(true).childNodes;
      document.querySelector(place).replaceChildren(...words);
    }
  }

  function unsure() {
    if (!lost) return;
    main.querySelector(".say")?.replaceWith(lost.content.cloneNode(true));
    window.doublelockSound?.play("refused");
  }

  async function send() {
    sending = true;
    while (waiting.length > 0) {
      const { action, body } = waiting[0];
      // The token of the newest page, whatever the form was when the code was scanned.
      const token = main.querySelector("input[name=csrf]");
      if (token) body.set("csrf", token.value);
      // And what that page showed: who waited for no answer saw none, and a lost one is not taken back unseen.
      const seen = main.querySelector("input[name=seen]");
      if (seen) body.set("seen", seen.value);
      try {
        const response = await fetch(action, {
          method: "POST",
          body,
          headers: { Accept: "text/html", "X-Fragment": "live" },
          credentials: "same-origin",
        });
        const text = await response.text();
        // The session ended: what was read goes with this reading to be kept for the same person.
        if (response.redirected && waiting.length > 1) {
          const codes = waiting.map((one) => one.body.get("scan"));
          body.set("scan", codes.join("\r"));
          waiting.length = 1;
          await fetch(action, { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" });
        }
        if (!show(text, response.url)) break;
        waiting.shift();
      } catch {
        // Nobody knows whether this one arrived: say so, drop nothing silently, scan again.
        waiting.length = 0;
        unsure();
      }
    }
    sending = false;
  }

  const TWICE = 1000; // ms
  let undone = -TWICE;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!main.contains(form) || !form.matches("[data-sink], .answers, .choose, .cmds")) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const code = String(data.get("scan") ?? "").trim();
    const sink = field();
    if (sink) sink.value = "";
    if (code === "") return;
    // The button pressed twice, or the card under a held trigger, takes back one reading: what is taken back next was not
    // looked at yet.
    if (/DXUNDOLAST$/i.test(code)) {
      if (event.timeStamp - undone < TWICE) return;
      undone = event.timeStamp;
    }
    // More than any reader keeps: nobody knows how far this one came, so it is said.
    if (waiting.length >= 500) {
      unsure();
      return;
    }
    // Each reading has an id of its own, also when several are made on one page: the server
    // records it once, however often it arrives.
    data.set("nonce", crypto.randomUUID());
    waiting.push({ action: form.action, body: new URLSearchParams(data) });
    if (!sending) send();
  });

  // A reader that ends with nothing: a burst of keys that is the whole field, then silence. What
  // the code means, and whether it is one, the server says.
  const FAST = 100; // ms between two keys of a reader
  const SHORTEST = 6; // characters of the shortest code
  const SILENCE = 400; // ms after which nothing more comes
  let burst = 0;
  let last = 0;
  let quiet = 0;
  document.addEventListener("input", (event) => {
    const sink = field();
    if (event.target !== sink) return;
    clearTimeout(quiet);
    burst = event.timeStamp - last <= FAST ? burst + 1 : 1;
    last = event.timeStamp;
    if (burst < SHORTEST || burst < sink.value.length) return;
    quiet = setTimeout(() => {
      if (field() === sink && sink.value !== "") sink.form.requestSubmit();
    }, SILENCE);
  });

  // Some readers end with Tab instead of Enter.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !event.shiftKey && event.target === field() && field().value !== "") {
      event.preventDefault();
      field().form.requestSubmit();
    }
  });

  window.addEventListener("focus", listen);
  window.addEventListener("blur", listen);
  window.doublelockSound?.play(main.querySelector(".say.is-new")?.dataset.state);
  keyless();
  listen();
})();
