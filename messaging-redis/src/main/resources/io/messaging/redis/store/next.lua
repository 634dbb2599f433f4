-- Reads the chronologically next message: of two with one key, the one of the more urgent lane.
--
-- KEYS  log; the lanes of the eight priorities
-- ARGV  for each lane: where to start, as ZRANGEBYLEX takes it
-- Gives the message's JSON, or nothing
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bestKey, best = nil, nil
for lane = 1, 8 do
    local min = ARGV[lane]
    while true do
        local member = redis.call('ZRANGEBYLEX', KEYS[1 + lane], min, '+', 'LIMIT', 0, 1)[1]
        local key = member and string.sub(member, 1, 16)
        if not member or (bestKey and bestKey <= key) then
            break
        end
        local place = string.sub(member, 18)
        local entry = redis.call('XRANGE', KEYS[1], place, place)[1]
        if entry and (not entry[2][6] or tonumber(entry[2][6]) > now) then
            bestKey, best = key, entry[2][2]
            break
        end
        min = '(' .. member
    end
end
return {best}
