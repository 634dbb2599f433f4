-- Reads messages of one topic by their places.
--
-- KEYS  log
-- ARGV  for each message: its place
-- Gives for each message its JSON, or an empty text where there is none (any more)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = {}
for i, place in ipairs(ARGV) do
    local entry = redis.call('XRANGE', KEYS[1], place, place)[1]
    local readable = entry and (not entry[2][6] or tonumber(entry[2][6]) > now)
    found[i] = readable and entry[2][2] or ''
end
return found
