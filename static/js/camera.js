// Reading codes with the camera of a phone or tablet, where the browser itself can (no picture leaves the page, and none is
// kept). What is read goes into the page's scan field, as a reader's keys would. Nothing is offered where it would not work.
"use strict";
(() => {
  const FORMATS = ["code_128", "code_39", "codabar", "itf", "ean_13", "data_matrix", "qr_code"];
  const BETWEEN = 150; // ms between two looks at the picture
  const GONE = 1500; // ms without a code until the same one is another reading
  const panel = document.getElementById("camera");
  if (!panel || !window.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return;
  const view = panel.querySelector("video");
  const word = panel.querySelector("[data-camera-word]");
  let stream = null;
  let detector = null;
  let last = { code: "", at: 0 };

  const buttons = () => document.querySelectorAll("[data-camera]");
  function offer() {
    for (const button of buttons()) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(stream !== null));
    }
  }

  function read(code, now) {
    const again = code === last.code && now - last.at < GONE;
    last = { code, at: now };
    const field = document.querySelector("[data-scan-sink]");
    if (again || !field?.form) return;
    field.value = code;
    field.form.requestSubmit();
  }

  async function look() {
    if (!stream) return;
    try {
      const found = view.readyState >= 2 ? await detector.detect(view) : [];
      const code = found[0]?.rawValue?.trim();
      if (code) read(code, performance.now());
    } catch {
      // One picture that could not be read; the next one comes.
    }
    setTimeout(look, BETWEEN);
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
    word.hidden = true;
    panel.hidden = false;
    try {
      const known = await window.BarcodeDetector.getSupportedFormats();
      const formats = FORMATS.filter((format) => known.includes(format));
      detector = new window.BarcodeDetector(formats.length > 0 ? { formats } : undefined);
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      view.srcObject = stream;
      view.hidden = false;
      await view.play();
      offer();
      look();
    } catch {
      stop();
      panel.hidden = false;
      word.hidden = false;
    }
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-camera]")) return;
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
