// Fires a run at both servers at once and draws its requests while they are on their way.
"use strict";

const button = document.getElementById("fire");
const status = document.getElementById("status");
const place = document.getElementById("lanes");
const WORKER_COLOURS = 4;
const LEAST_SCALE = 1; // seconds
let lanes = [];

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className || "";
  made.textContent = text || "";
  return made;
}

function times(lane) {
  const slots = lane.workers * lane.threads;
  const workers = lane.workers === 1 ? "1 worker" : lane.workers + " workers";
  const threads = lane.threads === 1 ? "1 thread" : lane.threads + " threads";
  return workers + " × " + threads + ": " + slots + (slots === 1 ? " request at once" : " requests at once");
}

class LaneView {
  constructor(lane) {
    this.lane = lane;
    const section = element("section", "lane");
    const title = element("h2", "", lane.workers + " × " + lane.threads);
    title.id = "lane-" + lane.lane;
    section.setAttribute("aria-labelledby", title.id);
    this.result = element("span", "result", "–");
    const list = element("ol");
    this.rows = Array.from({ length: lane.requests }, (_, number) => {
      const row = element("li");
      const track = element("div", "track");
      track.setAttribute("role", "img");
      row.append(element("span", "", String(number + 1)), track);
      list.append(row);
      return track;
    });
    section.append(title, element("p", "", times(lane)), this.result, list);
    place.append(section);
    this.clear();
  }

  clear() {
    this.done = new Map();
    this.workers = [];
    this.startedAt = null;
    this.elapsed = 0;
    this.running = false;
    this.result.textContent = "–";
    this.rows.forEach((row) => {
      row.replaceChildren();
      row.setAttribute("aria-label", "not sent yet");
    });
  }

  // How much time the bars of this lane take so far, in seconds.
  extent() {
    return this.elapsed;
  }

  tick(now) {
    if (this.running) {
      this.elapsed = (now - this.startedAt) / 1000;
      this.result.textContent = this.elapsed.toFixed(1) + " s";
    }
  }

  draw(scale) {
    this.rows.forEach((row, number) => {
      const request = this.done.get(number);
      if (request) {
        this.drawDone(row, request, scale);
      } else if (this.startedAt !== null) {
        row.replaceChildren(this.bar("waits", 0, this.elapsed, scale));
      }
    });
  }

  drawDone(row, request, scale) {
    if (request.event === "failed") {
      row.replaceChildren(this.bar("failed", request.sent, request.answered, scale));
      return;
    }
    const colour = "worker-" + (this.workers.indexOf(request.worker) % WORKER_COLOURS);
    row.replaceChildren(
      this.bar("waits", request.sent, request.began, scale),
      this.bar(colour, request.began, request.ended, scale),
    );
  }

  bar(className, from, to, scale) {
    const made = element("div", "bar " + className);
    made.style.left = (100 * from) / scale + "%";
    made.style.width = (100 * Math.max(0, to - from)) / scale + "%";
    return made;
  }

  note(news) {
    if (news.event === "began") {
      this.startedAt = performance.now();
      this.running = true;
      return;
    }
    this.done.set(news.request, news);
    const row = this.rows[news.request];
    if (news.event === "failed") {
      row.setAttribute("aria-label", "failed: " + news.why);
      return;
    }
    if (!this.workers.includes(news.worker)) {
      this.workers.push(news.worker);
    }
    const waited = (news.began - news.sent).toFixed(2);
    const said = "waited " + waited + " s, ran " + (news.ended - news.began).toFixed(2) + " s in worker " + news.worker + ", " + news.thread;
    row.setAttribute("aria-label", said);
    row.title = said;
  }

  finish() {
    this.running = false;
    const answered = [...this.done.values()].map((request) => request.answered);
    this.elapsed = Math.max(0, ...answered);
    this.result.textContent = this.elapsed.toFixed(2) + " s";
    return this.elapsed;
  }
}

async function fire(view) {
  const answer = await fetch("/fire?lane=" + view.lane.lane, { method: "POST" });
  if (!answer.ok) {
    throw new Error((await answer.json()).error);
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = (rest + piece.value).split("\n");
    rest = lines.pop();
    lines.forEach((line) => view.note(JSON.parse(line)));
  }
  return view.finish();
}

function animate(finished) {
  const now = performance.now();
  lanes.forEach((view) => view.tick(now));
  const scale = Math.max(LEAST_SCALE, ...lanes.map((view) => view.extent()));
  lanes.forEach((view) => view.draw(scale));
  if (!finished()) {
    requestAnimationFrame(() => animate(finished));
  }
}

async function run() {
  button.disabled = true;
  status.textContent = "Twelve requests are on their way to each server …";
  lanes.forEach((view) => view.clear());
  let finished = false;
  requestAnimationFrame(() => animate(() => finished));
  try {
    const took = await Promise.all(lanes.map(fire));
    const words = lanes.map((view, i) => view.lane.workers + " × " + view.lane.threads + " took " + took[i].toFixed(2) + " s");
    status.textContent = words.join(", ") + ".";
  } catch (error) {
    status.textContent = "That did not work: " + error.message;
    lanes.forEach((view) => (view.running = false));
  }
  finished = true;
  button.disabled = false;
}

async function begin() {
  const described = await (await fetch("/lanes")).json();
  lanes = described.map((lane) => new LaneView(lane));
  button.addEventListener("click", run);
  if (location.hash === "#run") {
    run();
  }
}

begin();
