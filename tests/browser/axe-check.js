// Body of a WebDriver "execute async script". Run after the text of axe.min.js (the file that
// DOUBLELOCK_AXE names) was executed in the same page. Answers a list of findings, empty when
// the page is in order:
//   [{ rule, impact, help, targets: ["css selector", …] }, …]
// or [{ rule: "axe-failed", … }] when axe itself could not run, so that a broken run never
// looks like a clean page.
const done = arguments[arguments.length - 1];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
if (typeof axe === "undefined") {
  done([{ rule: "axe-failed", impact: "critical", help: "axe is not in the page", targets: [] }]);
} else {
  axe
    .run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] })
    .then((result) =>
      done(
        result.violations.map((violation) => ({
          rule: violation.id,
          impact: violation.impact,
          help: violation.help,
          targets: violation.nodes.slice(0, 10).map((node) => node.target.flat().join(" ")),
        })),
      ),
    )
    .catch((error) =>
      done([{ rule: "axe-failed", impact: "critical", help: String(error), targets: [] }]),
    );
}
