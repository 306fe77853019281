-- Asks for runs that nobody asked for before, and keeps account of how long each kind of answer took.
--
-- Each thread has one connection, so that an answer belongs to the last request. `period`: milliseconds from one request
-- to the next; 0: at once.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long s; long ns; } lockstep_time;
  int clock_gettime(int clock, lockstep_time *time);
]]
local now_is = ffi.new("lockstep_time")

local function now()
  ffi.C.clock_gettime(1, now_is)
  return tonumber(now_is.s) * 1e3 + tonumber(now_is.ns) / 1e6
end

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  path, file, period, round = args[1], args[2], tonumber(args[3]), tonumber(args[4])
  local handle = assert(io.open(file))
  body = handle:read("*a")
  handle:close()
  seed = round * 1e9 + number * 1e6
  statuses, accepted, begun, due = {}, {}, nil, now()
end

function request()
  seed = seed + 1
  begun = now()
  local own = body:gsub('"seed": ?%d+', '"seed": ' .. string.format("%d", seed))
  return wrk.format("POST", path, { ["content-type"] = "application/json" }, own)
end

function response(status)
  statuses[status] = (statuses[status] or 0) + 1
  if status == 200 then accepted[#accepted + 1] = math.floor((now() - begun) * 10) end
end

-- Requests are due at their times, however long answers take; who is late catches up.
function delay()
  if period == 0 then return 0 end
  if due < now() - 2 * period then due = now() - 2 * period end
  due = due + period * (0.75 + 0.5 * math.random())
  return math.max(0, due - now())
end

function done(summary)
  local all, statuses = {}, {}
  for _, thread in ipairs(threads) do
    for _, tenths in ipairs(thread:get("accepted")) do all[#all + 1] = tenths end
    for status, count in pairs(thread:get("statuses")) do statuses[status] = (statuses[status] or 0) + count end
  end
  table.sort(all)
  local function at(share) return #all == 0 and 0 or all[math.max(1, math.ceil(share * #all))] / 10 end
  local seconds = summary.duration / 1e6
  local total, words = 0, {}
  for status, count in pairs(statuses) do
    total = total + count
    words[#words + 1] = string.format("%s: %d", status, count)
  end
  local faults = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  print(string.format("asked/s %.1f  accepted/s %.1f  p50 %.1f ms  p99 %.1f ms  max %.1f ms  %s  faults: %d",
    total / seconds, #all / seconds, at(0.5), at(0.99), at(1), table.concat(words, ", "), faults))
end
