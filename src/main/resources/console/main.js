// Joins the parts: one state of the page at a time, everything else follows from what was told.

import { Follower, get, token } from "./api.js";
import { addSeconds, showHistory, startCharts } from "./charts.js";
import { offerControl } from "./control.js";
import { byId, say } from "./dom.js";
import { showFindings } from "./findings.js";
import { duration, timeOf } from "./format.js";
import { announce, showHeadline } from "./headline.js";
import { showAdvice } from "./sizing.js";
import { showSlots, startSlots } from "./slots.js";
import { showSlow, startSlow } from "./slow.js";
import { openStack, startStack } from "./stack.js";

/** What changes slowly is asked for now and then, while somebody looks. */
const SLOW_EVERY = 5;
const ADVICE_EVERY = 15;

const seen = { setup: null, now: null, last: null, findings: [], at: 0, beats: 0 };

function enter(state) {
  document.body.dataset.state = state;
}

function show() {
  showHeadline(seen.now, seen.last, seen.findings, seen.setup);
  showFindings(seen.findings);
  showSlots(seen.now, seen.setup);
  const { setup, now } = seen;
  say(
    byId("about"),
    [setup.app, now.state, `generation ${now.generation}`, `up ${duration(now.uptime)}`, setup.platform, `Junicorn ${setup.version}`]
      .filter(Boolean)
      .join(" · "),
  );
}

async function begin() {
  say(byId("link-text"), "Connecting");
  const [first, history] = await Promise.all([get("api/now"), get("api/history")]);
  Object.assign(seen, {
    setup: first.setup,
    now: first.now,
    findings: first.findings,
    last: history.seconds.at(-1) ?? null,
    at: first.epoch_millis,
    beats: 0,
  });
  enter("live");
  offerControl(first.control);
  show();
  showHistory(history, first.setup);
  ask("api/slow", showSlow);
  ask("api/advice", showAdvice);
}

function alive() {
  if (!byId("notice").hidden) {
    announce("The server answers again.");
  }
  byId("notice").hidden = true;
  byId("forget").hidden = !token.get();
  // A link sends no header, and would lead to a refusal.
  byId("plain").hidden = Boolean(token.get());
  document.body.dataset.link = "live";
  say(byId("link-text"), "Live");
}

function second(moment) {
  Object.assign(seen, {
    now: moment.now,
    findings: moment.findings,
    last: moment.seconds.at(-1) ?? seen.last,
    at: moment.epoch_millis,
  });
  show();
  addSeconds(moment.seconds, moment.marks);
  seen.beats++;
  if (!document.hidden && seen.beats % SLOW_EVERY === 0) {
    ask("api/slow", showSlow);
  }
  if (!document.hidden && seen.beats % ADVICE_EVERY === 0) {
    ask("api/advice", showAdvice);
  }
}

/** Where it fails the stream fails too, and says so. */
function ask(path, take) {
  get(path).then(take, () => {});
}

function refused(problem) {
  document.body.dataset.link = "lost";
  if (problem.status === 401) {
    const tried = token.get();
    token.forget();
    byId("notice").hidden = true;
    enter("token");
    say(byId("link-text"), "Token needed");
    say(byId("token-error"), tried ? "That is not the token of this server." : "");
    byId("token").focus();
  } else if (problem.status === 204) {
    enter("starting");
    say(byId("link-text"), "Starting");
  } else {
    warn(problem.message);
    say(byId("link-text"), "Refused");
  }
}

function gone(wait) {
  document.body.dataset.link = "lost";
  const since = seen.at ? ` What you see is from ${timeOf(seen.at)}.` : "";
  warn(`The server does not answer.${since} The next try is in ${duration(Math.round(wait / 1000) || 1)}.`);
  say(byId("link-text"), "Disconnected");
}

function warn(text) {
  say(byId("notice-text"), text);
  byId("notice").hidden = false;
}

startCharts();
startSlots(openStack);
startSlow();
startStack();

const follower = new Follower({ begin, alive, second, refused, gone });

byId("retry").addEventListener("click", () => follower.tryNow());
byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  token.set(byId("token").value.trim());
  byId("token").value = "";
  follower.tryNow();
});
byId("forget").addEventListener("click", () => {
  token.forget();
  location.reload();
});

follower.run();
