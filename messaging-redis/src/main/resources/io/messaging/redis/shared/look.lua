-- Reads messages whose keys the group does not know: first those that were sorted by another key or requeued.
--
-- Gives u, or the place from which it read; the place up to which; the greatest chronological key that is left out, or nothing;
--       for each message: its entry, its JSON or nothing
local MOST = 256
local result, bytes = {'u', '', ''}, 0
for _, id in ipairs(redis.call('ZRANGE', UNSORTED, 0, MOST - 1)) do
    local json = redis.call('HGET', TEXTS, id)
    local message = not json and redis.call('XRANGE', LOG, id, id)[1]
    if message and life(message) then
        json = message[2][2]
    end
    result[#result + 1] = id
    result[#result + 1] = json or ''
    bytes = bytes + #(json or '')
    if bytes >= MAX_BYTES then
        return result
    end
end
if #result > 3 or not isKnown() then
    return result
end
local place = redis.call('HGET', STATE, 'place')
result[1], result[2], result[3] = place, place, redis.call('HGET', STATE, 'after') or ''
for _, message in ipairs(redis.call('XRANGE', LOG, behind(place), '+', 'COUNT', MOST)) do
    result[2] = message[1]
    if life(message) then
        result[#result + 1] = message[1]
        result[#result + 1] = message[2][2]
        bytes = bytes + #message[2][2]
        if bytes >= MAX_BYTES then
            return result
        end
    end
end
return result
