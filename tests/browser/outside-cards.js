// Body of a WebDriver "execute script". Answers what sticks out of the card it is in, or is cut
// off by it, as short descriptions. What a scrolling box inside the card holds may be wider.
const out = [];
for (const card of document.querySelectorAll(".card")) {
  const edge = card.getBoundingClientRect().right + 1;
  for (const element of card.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || box.right <= edge) continue;
    let inside = false;
    for (let up = element.parentElement; up !== card; up = up.parentElement) {
      const style = getComputedStyle(up);
      inside ||= style.overflowX !== "visible" || style.clipPath !== "none";
    }
    const own = getComputedStyle(element);
    if (inside || own.clipPath !== "none") continue;
    out.push(`${element.tagName.toLowerCase()}.${[...element.classList].join(".")} in #${card.querySelector("[id]")?.id}`);
  }
}
return [...new Set(out)].slice(0, 10);
