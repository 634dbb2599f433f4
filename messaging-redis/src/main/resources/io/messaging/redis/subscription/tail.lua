-- Reads a topic's log on from a place, in storing order.
--
-- KEYS  log
-- ARGV  the first place wanted; most messages; most bytes
-- Gives the last place looked at, or nothing in an empty rest; whether there is more behind it (1 or 0);
--       for each message: its place, the ms it has left to live (0: for ever), its JSON
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local maxMessages, maxBytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local BATCH = 16
local result, messages, bytes = {'', '0'}, 0, 0
local from = ARGV[1]
while true do
    local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', BATCH)
    for _, entry in ipairs(entries) do
        if messages >= maxMessages or bytes >= maxBytes then
            result[2] = '1'
            return result
        end
        result[1] = entry[1]
        local left = entry[2][6] and tonumber(entry[2][6]) - now or 0
        if left > 0 or not entry[2][6] then
            result[#result + 1] = entry[1]
            result[#result + 1] = string.format('%.0f', left)
            result[#result + 1] = entry[2][2]
            messages = messages + 1
            bytes = bytes + #entry[2][2]
        end
    end
    if #entries < BATCH then
        return result
    end
    local ms, position = string.match(entries[#entries][1], '^(%d+)-(%d+)$')
    from = ms .. '-' .. string.format('%.0f', tonumber(position) + 1)
end
