-- wrk's script: what to ask (after `--`: method, body size), and the result in numbers instead of rounded text.
-- It defines neither request() nor response(), so wrk sends one prepared request and parses no answer in Lua.

function init(args)
  wrk.method = args[1] or "GET"
  local size = tonumber(args[2] or "0")
  if size > 0 then
    wrk.body = string.rep("x", size)
    wrk.headers["Content-Type"] = "application/octet-stream"
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    "result requests=%d duration_us=%d bytes=%d p50_us=%d p99_us=%d max_us=%d connect=%d read=%d write=%d status=%d timeout=%d\n",
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max,
    e.connect, e.read, e.write, e.status, e.timeout))
end
