-- Reads a page of a topic in id order.
--
-- KEYS  log; the lanes of the eight priorities
-- ARGV  first lane, 1 to 8; most messages; most bytes; for each lane: where to start, as ZRANGEBYLEX takes it
-- Gives the lane to go on with, 0 at the end; where to go on in it; the messages' JSON
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local maxMessages, maxBytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local BATCH = 100
local page, bytes = {'0', ''}, 0
for lane = tonumber(ARGV[1]), 8 do
    local min = ARGV[3 + lane]
    while true do
        local members = redis.call('ZRANGEBYLEX', KEYS[1 + lane], min, '+', 'LIMIT', 0, BATCH)
        for _, member in ipairs(members) do
            local place = string.sub(member, 18)
            local entry = redis.call('XRANGE', KEYS[1], place, place)[1]
            if entry and (not entry[2][6] or tonumber(entry[2][6]) > now) then
                page[#page + 1] = entry[2][2]
                bytes = bytes + #entry[2][2]
                if #page >= maxMessages + 2 or bytes >= maxBytes then
                    page[1], page[2] = tostring(lane), '(' .. member
                    return page
                end
            end
        end
        if #members < BATCH then
            break
        end
        min = '(' .. members[#members]
    end
end
return page
