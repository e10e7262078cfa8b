// Sounds of the scan station, made with Web Audio: no files, nothing fetched.
// Every sound has its twin on the screen; a muted station loses nothing but comfort.
// Volume (0 to 1) and mute are kept per browser, as a station is one browser.
"use strict";
(() => {
  const TONES = {
    ok: [[1000, 0.09]],
    attention: [[660, 0.12], [660, 0.12]],
    refused: [[220, 0.4]],
  };
  const GAP = 0.06;
  let audio = null;
  let last = null;

  const setting = (name, otherwise) => {
    try {
      return localStorage.getItem(name) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const keep = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // A browser that keeps nothing still sounds.
    }
  };

  function play(state) {
    const tones = TONES[state];
    if (!tones) return;
    last = state;
    if (setting("station-mute", "no") === "yes" || !window.AudioContext) return;
    audio ??= new AudioContext();
    const volume = Math.min(1, Math.max(0, Number(setting("station-volume", "0.6")) || 0));
    audio.resume().then(() => {
      let at = audio.currentTime + 0.01;
      for (const [pitch, length] of tones) {
        const tone = audio.createOscillator();
        const level = audio.createGain();
        tone.type = state === "refused" ? "triangle" : "sine";
        tone.frequency.value = pitch;
        // Soft edges: a tone that starts at full level clicks.
        level.gain.setValueAtTime(0, at);
        level.gain.linearRampToValueAtTime(volume, at + 0.008);
        level.gain.setValueAtTime(volume, at + length - 0.02);
        level.gain.linearRampToValueAtTime(0, at + length);
        tone.connect(level).connect(audio.destination);
        tone.start(at);
        tone.stop(at + length);
        at += length + GAP;
      }
    }, () => {});
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.("[data-sound]");
    if (!control) return;
    if (control.dataset.sound === "replay" && last) play(last);
    if (control.dataset.sound === "mute") {
      const mute = setting("station-mute", "no") !== "yes";
      keep("station-mute", mute ? "yes" : "no");
      control.setAttribute("aria-pressed", String(mute));
    }
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-sound-volume]")) keep("station-volume", event.target.value);
  });

  window.doublelockSound = { play };
})();
