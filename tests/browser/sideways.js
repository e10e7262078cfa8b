// Body of a WebDriver "execute script". Answers the elements that make the page scroll
// sideways at the present width, as short descriptions; empty when it does not scroll.
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) return [];
const wide = [...document.body.querySelectorAll("*")].filter(
  (element) => element.getBoundingClientRect().right > width + 1,
);
const names = wide
  .slice(0, 10)
  .map((element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`);
return names.length ? names : ["the page, but no element of it"];
