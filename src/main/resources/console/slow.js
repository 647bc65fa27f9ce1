// Requests that took long, and where their time went.

import { byId, h, say } from "./dom.js";
import { counted, duration, number, share, timeOf } from "./format.js";

/** In the order of a request's life. */
const PARTS = [
  ["receiving", "receiving", "from the request's first byte to its last"],
  ["queue", "waiting for a slot", "in the server's queue"],
  ["dispatch", "handing over", "between server and worker"],
  ["cpu", "computing", "the app used a processor"],
  ["contention", "kept from computing", "others had the processor or Python's global lock (GIL)"],
  ["blocked", "blocked", "the app waited: a database, a file, a lock, a sleep"],
  ["sending", "sending", "until the client had taken the answer"],
];

const SHOWN = 12;

let shown = "";

export function startSlow() {
  byId("split-legend").append(
    ...PARTS.map(([key, name, meaning]) => h("li", { title: meaning }, h("i", { class: `part ${key}` }), name)),
  );
}

export function showSlow(slow) {
  const text = JSON.stringify([slow.slowest.slice(0, SHOWN), slow.routes]);
  if (text === shown) {
    return;
  }
  shown = text;
  byId("split-legend").hidden = slow.requests === 0;
  if (slow.requests === 0) {
    say(byId("slow-hint"), "");
    byId("slow").replaceChildren(h("p", { class: "empty" }, "No request has ended yet."));
    return;
  }
  say(byId("slow-hint"), `Of ${counted(slow.requests, "request")} in the last ${duration(slow.window_seconds)}.`);
  byId("slow").replaceChildren(
    scrolling("By route, the most expensive first", routes(slow.routes)),
    scrolling("The slowest", slowest(slow.slowest.slice(0, SHOWN))),
  );
}

function scrolling(title, table) {
  table.prepend(h("caption", {}, title));
  return h("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": title }, table);
}

function routes(all) {
  const list = all.slice(0, SHOWN);
  const seconds = all.reduce((sum, one) => sum + one.seconds, 0);
  return table(
    ["Route", ["Requests", "n"], ["Failed", "n"], ["p50", "n"], ["p95", "n"], ["Share", "n"], "Time of an average request"],
    list.map((route) => [
      h("th", { scope: "row", role: "rowheader", class: "path" }, route.route),
      numeric("Requests", number(route.count)),
      numeric("Failed", route.errors ? number(route.errors) : "–"),
      numeric("p50", duration(route.p50)),
      numeric("p95", duration(route.p95)),
      numeric("Share", share(route.seconds / Math.max(1e-9, seconds))),
      split(route.split, route.count, longest(list.map((one) => one.seconds / one.count))),
    ]),
  );
}

function slowest(list) {
  const most = longest(list.map((one) => one.seconds));
  return table(
    ["Request", ["Ended", "n"], ["Status", "n"], ["Time", "n"], "Where it went"],
    list.map((one) => [
      h("th", { scope: "row", role: "rowheader", class: "path", title: one.id ? `X-Request-Id ${one.id}` : null }, `${one.method} ${one.path}`),
      numeric("Ended", timeOf(one.ended_millis)),
      numeric("Status", one.status ? String(one.status) : "none", one.status >= 500 || !one.status ? "bad" : ""),
      numeric("Time", duration(one.seconds)),
      split(one.split, 1, most),
    ]),
  );
}

const longest = (values) => Math.max(1e-9, ...values);

/** With its roles in words: on narrow screens the style makes blocks of it, which would lose them. */
function table(heads, lines) {
  return h(
    "table",
    { class: "requests", role: "table" },
    h(
      "thead",
      { role: "rowgroup" },
      h("tr", { role: "row" }, ...heads.map((head) => h("th", { scope: "col", role: "columnheader", class: Array.isArray(head) ? head[1] : null }, [head].flat()[0]))),
    ),
    h("tbody", { role: "rowgroup" }, ...lines.map((cells) => h("tr", { role: "row" }, ...cells))),
  );
}

const numeric = (name, text, kind = "") => h("td", { class: `n ${kind}`, role: "cell", "data-name": name }, text);

/** A bar as long as the time, in parts, and the parts that matter in words. */
function split(parts, count, most) {
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const bar = h("div", { class: "split", "aria-hidden": "true" });
  for (const [key] of PARTS) {
    const part = h("i", { class: `part ${key}` });
    part.style.flexGrow = String(parts[key]);
    part.hidden = parts[key] < total / 500;
    bar.append(part);
  }
  bar.style.width = `${Math.max(2, (100 * total) / count / most)}%`;
  const words = PARTS.map(([key, name]) => [name, parts[key]])
    .filter(([, value]) => value >= total * 0.05)
    .sort((one, other) => other[1] - one[1])
    .map(([name, value]) => `${name} ${duration(value / count)}`)
    .join(", ");
  const all = PARTS.map(([key, name]) => `${name} ${duration(parts[key] / count)}`).join("\n");
  return h("td", { class: "where", role: "cell", title: all }, bar, h("span", {}, words));
}
