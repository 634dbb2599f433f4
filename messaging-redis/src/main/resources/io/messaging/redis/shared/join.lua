-- Makes a subscription a member of a group.
--
-- ARGV  the member; its concurrency; what members agree on; the name of the key by which messages are ordered, or
--       nothing; 1 to join again, so that a group that was forgotten stays so; its process, as JSON; where a new group starts:
--       the greatest chronological key that it leaves out, and the place behind which it begins, or nothing for both; then
--       members that are gone, each with its lease
-- Gives joined; gone; start, and changes nothing: the group is new and leaves out messages, and its place is not given; again:
--       there is more to sort by another key; or refused, what the members agree on, and members that may be gone, each with
--       its lease
local gone = {}
for i = 9, #ARGV, 2 do
    gone[ARGV[i]] = ARGV[i + 1]
end

if ARGV[5] ~= '1' and not isKnown() and ARGV[7] ~= '' and ARGV[8] == '' then
    return {'start'}
end
if isGone() then
    if ARGV[5] == '1' then
        return {'gone'}
    end
    redis.call('HDEL', STATE, 'gone')
    redis.call('PERSIST', STATE)
end

-- A new group begins before the first message there is: what was gone before is no loss of its.
if not isKnown() then
    local first = redis.call('XRANGE', LOG, '-', '+', 'COUNT', 1)[1]
    local place = redis.call('GET', END) or '0-0'
    if ARGV[7] ~= '' then
        redis.call('HSET', STATE, 'after', ARGV[7])
    end
    if ARGV[8] ~= '' then
        place = ARGV[8]
    elseif first then
        local ms, position = numbers(first[1])
        place = text(ms) .. '-' .. text(position - 1)
    end
    redis.call('HSET', STATE, 'place', place, 'order', ARGV[4])
end

local ran = tick()
releaseLost(ran, '', gone)
if redis.call('ZCARD', MEMBERS) > 0 then
    local agreed = redis.call('HGET', STATE, 'options')
    if agreed ~= ARGV[3] then
        local answer = {'refused', agreed}
        for _, one in ipairs(redis.call('ZRANGE', MEMBERS, 0, -1, 'WITHSCORES')) do
            answer[#answer + 1] = one
        end
        return answer
    end
end

-- While there are no members, another key sorts what is unsettled anew. A part at a time, and nobody joins in between.
local function sortAnew()
    local target = ARGV[4] == '' and READY or UNSORTED
    redis.call('HSET', STATE, 'order', ' ') -- no key's name is blank
    redis.call('UNLINK', BUSY)
    for _, set in ipairs({READY, PAUSING, PARKED, UNSORTED}) do
        local some = set ~= target and redis.call('ZRANGE', set, 0, BATCH - 1) or {}
        for _, member in ipairs(some) do
            local id = set == PARKED and string.match(member, '[^:]+$') or member
            local attempts = entry(id)
            redis.call('ZREM', set, member)
            if attempts > 0 then
                note(id, attempts, '')
            else
                redis.call('HDEL', ENTRIES, id)
            end
            add(target, id)
        end
        if #some == BATCH then
            return false
        end
    end
    return true
end

if redis.call('HGET', STATE, 'order') ~= ARGV[4] then
    if not sortAnew() then
        return {'again'}
    end
    redis.call('HSET', STATE, 'order', ARGV[4])
end
redis.call('HSET', STATE, 'options', ARGV[3])
redis.call('ZADD', MEMBERS, text(ran + LEASE), ARGV[1])
redis.call('HSET', STEPS, ARGV[1], '0:' .. ARGV[2], originOf(ARGV[1]), ARGV[6])
seen()
return {'joined'}
