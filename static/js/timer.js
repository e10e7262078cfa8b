// The clock of a store access. The server says how many seconds are left; the browser's own clock
// only counts them down. Announced at five minutes and at one, not each second; at zero the page is
// loaded again and the server says what may still be done.
"use strict";
(() => {
  for (const timer of document.querySelectorAll("[data-left]")) {
    const total = Number(timer.dataset.left);
    if (!(total >= 0)) continue;
    const began = performance.now();
    const face = timer.querySelector("[data-face]");
    const bar = timer.querySelector("progress");
    const voice = timer.querySelector("[data-voice]");
    const tick = () => {
      const left = Math.max(0, Math.ceil(total - (performance.now() - began) / 1000));
      const two = (n) => String(n).padStart(2, "0");
      face.textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
      if (bar) bar.value = left;
      timer.classList.toggle("is-low", left <= 60);
      if (voice && left === 300) voice.textContent = voice.dataset.five;
      if (voice && left === 60) voice.textContent = voice.dataset.one;
      if (left === 0) {
        clearInterval(each);
        if (total > 0) location.reload();
      }
    };
    const each = setInterval(tick, 1000);
    tick();
  }
})();
