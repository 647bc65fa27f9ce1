// What the doctor found: cause, evidence, fix.

import { byId, copyButton, h, prose } from "./dom.js";

const WEIGHTS = {
  critical: ["!!", "Users suffer now"],
  warning: ["!", "Users will suffer"],
  note: ["i", "Good to know"],
};

let shown = "";

export function showFindings(findings) {
  const text = JSON.stringify(findings);
  if (text === shown) {
    return;
  }
  shown = text;
  const box = byId("findings");
  const open = new Map([...box.querySelectorAll("details")].map((one) => [one.dataset.code, one.open]));
  const focused = box.contains(document.activeElement)
    ? document.activeElement.closest("details")?.dataset.code
    : null;
  if (findings.length === 0) {
    box.replaceChildren(h("p", { class: "well" }, "The doctor finds nothing wrong."));
    return;
  }
  box.replaceChildren(
    ...findings.map((finding, index) => card(finding, open.get(finding.code) ?? (index === 0 && finding.weight === "critical"))),
  );
  if (focused) {
    box.querySelector(`details[data-code="${CSS.escape(focused)}"] summary`)?.focus();
  }
}

function card(finding, open) {
  const [sign, meaning] = WEIGHTS[finding.weight];
  return h(
    "details",
    { class: `finding ${finding.weight}`, "data-code": finding.code, open },
    h(
      "summary",
      {},
      h("span", { class: "sign", "aria-hidden": "true" }, sign),
      h("span", { class: "title" }, ...prose(finding.title)),
      h("span", { class: "weight" }, meaning),
    ),
    h(
      "div",
      { class: "finding-body" },
      h("div", {}, h("h3", {}, "Cause"), h("p", {}, ...prose(finding.cause)), h("h3", {}, "Evidence"), list("ul", finding.evidence)),
      h(
        "div",
        {},
        h("h3", {}, finding.fix.length > 1 ? "What to do" : "Fix"),
        list("ol", finding.fix, true),
        finding.expected ? h("h3", {}, "What that changes") : null,
        finding.expected ? h("p", {}, ...prose(finding.expected)) : null,
        h("p", { class: "hint" }, `${finding.code}: docs/findings/${finding.code}.md`),
      ),
    ),
  );
}

function list(kind, lines, copies) {
  return h(
    kind,
    {},
    ...lines.map((line) => {
      const command = copies ? line.match(/`([^`]+)`/)?.[1] : null;
      return h("li", {}, ...prose(line), command ? copyButton(command) : null);
    }),
  );
}
