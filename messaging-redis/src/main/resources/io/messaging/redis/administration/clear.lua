-- Removes messages of one topic that are not behind a place, a part at a time.
--
-- KEYS  log; end; expiring; the lanes of the eight priorities
-- ARGV  the place, or nothing: the topic's end; the lane to go on with, 1 to 8; where in it, as ZRANGEBYLEX takes it;
--       most messages; most bytes
-- Gives the place; the lane to go on with, 0 at the end; where in it; for each message removed: its priority and
--       chronological key, its place, its namespace
local last = ARGV[1] ~= '' and ARGV[1] or redis.call('GET', KEYS[2]) or '0-0'
local maxMessages, maxBytes = tonumber(ARGV[4]), tonumber(ARGV[5])
local BATCH = 100

local function numbers(place)
    local ms, position = string.match(place, '^(%d+)-(%d+)$')
    return tonumber(ms), tonumber(position)
end

local lastMs, lastPosition = numbers(last)
local result, messages, bytes = {last, '0', '-'}, 0, 0

local function remove(lane, member, place)
    local entry = redis.call('XRANGE', KEYS[1], place, place)[1]
    redis.call('ZREM', KEYS[3 + lane], member)
    redis.call('XDEL', KEYS[1], place)
    if not entry or entry[2][6] then
        redis.call('ZREM', KEYS[3], (lane - 1) .. member)
    end
    result[#result + 1] = (lane - 1) .. string.sub(member, 1, 16)
    result[#result + 1] = place
    result[#result + 1] = entry and entry[2][4] or ''
    messages = messages + 1
    bytes = bytes + (entry and #entry[2][2] or 0)
end

local min = ARGV[3]
for lane = tonumber(ARGV[2]), 8 do
    while true do
        local members = redis.call('ZRANGEBYLEX', KEYS[3 + lane], min, '+', 'LIMIT', 0, BATCH)
        for _, member in ipairs(members) do
            local place = string.sub(member, 18)
            local ms, position = numbers(place)
            if ms < lastMs or (ms == lastMs and position <= lastPosition) then
                remove(lane, member, place)
            end
            min = '(' .. member
            if messages >= maxMessages or bytes >= maxBytes then
                result[2], result[3] = tostring(lane), min
                return result
            end
        end
        if #members < BATCH then
            break
        end
    end
    min = '-'
end
return result
