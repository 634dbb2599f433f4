-- Reads messages of one topic by their keys.
--
-- KEYS  log; for each message: its lane
-- ARGV  for each message: its chronological key
-- Gives for each message its JSON, or an empty text where there is none
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = {}
for i, key in ipairs(ARGV) do
    local member = redis.call('ZRANGEBYLEX', KEYS[1 + i], '[' .. key .. ':', '(' .. key .. ';', 'LIMIT', 0, 1)[1]
    local place = member and string.sub(member, 18)
    local entry = place and redis.call('XRANGE', KEYS[1], place, place)[1]
    local readable = entry and (not entry[2][4] or tonumber(entry[2][4]) > now)
    found[i] = readable and entry[2][2] or ''
end
return found
