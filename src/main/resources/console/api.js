// What the server says. The token travels in a header, so requests and the stream are both fetched.

const KEY = "junicorn-console-token";

/** Without a word for so long the connection is taken for dead; there is one every second. */
const SILENCE_MS = 6000;

/** New workers import the app first; a server that hangs is given up at some time. */
const ORDER_MS = 180000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;

/** An answer that is not what was asked for. */
export class Refusal extends Error {
  constructor(status, text) {
    super(text.trim() || `The server answered ${status}.`);
    this.status = status;
  }
}

export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  forget: () => sessionStorage.removeItem(KEY),
};

async function ask(path, signal, method = "GET") {
  const known = token.get();
  const answer = await fetch(path, {
    method,
    headers: known ? { Authorization: `Bearer ${known}` } : {},
    cache: "no-store",
    credentials: "omit",
    signal,
  });
  if (!answer.ok) {
    throw new Refusal(answer.status, await answer.text());
  }
  return answer;
}

/** What is at a path; a server that has seen nothing yet refuses with 204. */
export async function get(path) {
  const answer = await ask(path, AbortSignal.timeout(SILENCE_MS));
  if (answer.status === 204) {
    throw new Refusal(204, "");
  }
  return answer.json();
}

/** Has the server do something; says whether it was done, and more in words. */
export async function order(path) {
  return (await ask(path, AbortSignal.timeout(ORDER_MS), "POST")).json();
}

/** Splits a stream of server-sent events; hands over each event's name and data. */
export function eventReader(take) {
  let rest = "";
  return (text) => {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      const data = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) {
          name = line.slice(7);
        } else if (line.startsWith("data: ")) {
          data.push(line.slice(6));
        }
      }
      if (data.length) {
        take(name, data.join("\n"));
      }
    }
  };
}

/** Reads the stream until it ends, breaks or falls silent. */
async function read(alive, take) {
  const stop = new AbortController();
  let watchdog = setTimeout(() => stop.abort(), SILENCE_MS);
  try {
    const answer = await ask("events", stop.signal);
    const feed = eventReader(take);
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    alive();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(watchdog);
      watchdog = setTimeout(() => stop.abort(), SILENCE_MS);
      feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(watchdog);
    stop.abort();
  }
}

/**
 * Follows the server for ever: `begin` loads what came before, then every second is told to
 * `second`; `refused` hears what the server says instead, `gone` how long it is until the next try.
 */
export class Follower {
  constructor({ begin, alive, second, refused, gone }) {
    Object.assign(this, { begin, alive, second, refused, gone });
    this.pause = 0;
    this.wake = () => {};
    addEventListener("online", () => this.tryNow());
  }

  async run() {
    for (;;) {
      try {
        await this.begin();
        await read(
          () => {
            this.pause = 0;
            this.alive();
          },
          (name, data) => name === "second" && this.second(JSON.parse(data)),
        );
        await this.rest(new Error("The connection ended."));
      } catch (problem) {
        await this.rest(problem);
      }
    }
  }

  /** Ends a pause. */
  tryNow() {
    this.pause = 0;
    this.wake();
  }

  async rest(problem) {
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2 || FIRST_PAUSE_MS);
    const status = problem instanceof Refusal ? problem.status : 0;
    const wait = status === 401 ? Infinity : this.pause * (0.8 + 0.4 * Math.random());
    if (status) {
      this.refused(problem);
    } else {
      this.gone(wait);
    }
    await new Promise((resolve) => {
      const timer = Number.isFinite(wait) ? setTimeout(resolve, wait) : 0;
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
