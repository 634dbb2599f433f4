-- Looks through the lanes for the first place in storing order.
--
-- KEYS  the lanes of the eight priorities
-- ARGV  the lane to look at first, 1 to 8; where to start in it, and where in the lanes behind it, as ZRANGEBYLEX takes it;
--       the most members to look at
-- Gives the lane to go on with, 0 at the end; where in it; the first place, or an empty text where there was no member
local from, left = ARGV[2], tonumber(ARGV[4])
local bestMs, bestPosition, best = nil, nil, ''
for lane = tonumber(ARGV[1]), 8 do
    local members = redis.call('ZRANGEBYLEX', KEYS[lane], from, '+', 'LIMIT', 0, left)
    for _, member in ipairs(members) do
        local place = string.sub(member, 18)
        local ms, position = string.match(place, '^(%d+)-(%d+)$')
        ms, position = tonumber(ms), tonumber(position)
        if not bestMs or ms < bestMs or (ms == bestMs and position < bestPosition) then
            bestMs, bestPosition, best = ms, position, place
        end
    end
    left = left - #members
    if left == 0 then
        return {tostring(lane), '(' .. members[#members], best}
    end
    from = ARGV[3]
end
return {'0', '', best}
