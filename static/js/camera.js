// Reading codes with the camera of a phone or tablet, where the browser itself can (no picture leaves the page, and none is
// kept). What is read goes into the page's scan field, as a reader's keys would. Nothing is offered where it would not work.
"use strict";
(() => {
  const FORMATS = ["code_128", "code_39", "codabar", "itf", "ean_13", "data_matrix", "qr_code"];
  const BETWEEN = 150; // ms between two looks at the picture
  const GONE = 3000; // ms without a code until the same one is another reading
  const panel = document.getElementById("camera");
  if (!panel || !window.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return;
  const view = panel.querySelector("video");
  const word = panel.querySelector("[data-camera-word]");
  let stream = null;
  let detector = null;
  let starting = false;
  // When each code was seen last: several can lie in the picture.
  const seen = new Map();

  const buttons = () => document.querySelectorAll("[data-camera]");
  function offer() {
    for (const button of buttons()) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(stream !== null));
    }
  }

  function read(code, now) {
    const again = now - (seen.get(code) ?? -GONE) < GONE;
    seen.set(code, now);
    const field = document.querySelector("[data-scan-sink]");
    if (again || !field?.form) return;
    field.value = code;
    field.form.requestSubmit();
  }

  async function look(of) {
    if (stream !== of) return;
    try {
      const found = view.readyState >= 2 ? await detector.detect(view) : [];
      for (const one of found) {
        const code = one.rawValue?.trim();
        if (code) read(code, performance.now());
      }
    } catch {
      // One picture that could not be read; the next one comes.
    }
    setTimeout(look, BETWEEN, of);
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    view.srcObject = null;
    view.hidden = true;
    panel.hidden = true;
    offer();
  }

  async function start() {
    starting = true;
    word.hidden = true;
    panel.hidden = false;
    try {
      const known = await window.BarcodeDetector.getSupportedFormats();
      const formats = FORMATS.filter((format) => known.includes(format));
      detector = new window.BarcodeDetector(formats.length > 0 ? { formats } : undefined);
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      // The question may have stood for long.
      if (document.hidden) return stop();
      view.srcObject = stream;
      view.hidden = false;
      await view.play();
      offer();
      look(stream);
    } catch {
      stop();
      panel.hidden = false;
      word.hidden = false;
    } finally {
      starting = false;
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-camera]")) return;
    if (starting) return;
    if (stream) stop();
    else start();
  });
  // Nobody is filmed by a page that is not looked at.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && stream) stop();
  });
  window.addEventListener("pagehide", stop);
  // The button comes anew with each answer.
  new MutationObserver(offer).observe(document.getElementById("main"), { childList: true });
  offer();
})();
