-- Tells what is remembered of a group, and how its topic looks from its place.
--
-- Gives the topic's end, or nothing; the place of the first message there is, or nothing; the number of messages there are;
--       how many entries are out, and how many wait; how many wait that were handed out before; the number of members; for each its
--       name, 1 if its lease was renewed lately or else 0, its concurrency, how many entries it has, its process as JSON or
--       nothing; the group's fields and their values
local first = redis.call('XRANGE', LOG, '-', '+', 'COUNT', 1)[1]
local out = redis.call('ZCARD', OUT)
local waiting = redis.call('ZCARD', READY) + redis.call('ZCARD', PAUSING) + redis.call('ZCARD', PARKED)
    + redis.call('ZCARD', UNSORTED)
local begun = 0
for _, noted in ipairs(redis.call('HVALS', ENTRIES)) do
    if string.sub(noted, 1, 2) ~= '0:' and string.sub(noted, -2) ~= ':' .. SETTLED then
        begun = begun + 1
    end
end
local ran = tonumber(redis.call('HGET', STATE, 'ran') or '0')
local members = redis.call('ZRANGE', MEMBERS, 0, -1, 'WITHSCORES')
local result = {
    redis.call('GET', END) or '', first and first[1] or '', text(redis.call('XLEN', LOG)), text(out), text(waiting),
    text(begun - out), text(#members / 2)}
for i = 1, #members, 2 do
    local name = members[i]
    result[#result + 1] = name
    result[#result + 1] = tonumber(members[i + 1]) > ran + LEASE - SUSPECT and '1' or '0'
    result[#result + 1] = string.match(redis.call('HGET', STEPS, name) or ':1', '(%d+)$')
    result[#result + 1] = text(redis.call('ZLEXCOUNT', OUT, '[' .. name .. ':', '(' .. name .. ';'))
    result[#result + 1] = redis.call('HGET', STEPS, originOf(name)) or ''
end
for _, field in ipairs(redis.call('HGETALL', STATE)) do
    result[#result + 1] = field
end
return result
