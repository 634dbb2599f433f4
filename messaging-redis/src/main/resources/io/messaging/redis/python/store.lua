-- Stores one message as the Python framework does, unless it is there already.
--
-- KEYS  the topic's sorted set; outside of a cluster also: the message by id, the messages that expire
-- ARGV  timestamp in ms; id; JSON; seconds to find it by id; when it expires in ms since 1970 (0: never);
--       what notes its expiry; then messages of that timestamp that are known to have another id
-- Gives + stored, = an equal text was there, or ? and texts that may have the same id
local others = {}
for i = 7, #ARGV do
    others[ARGV[i]] = true
end
local result = {'?'}
local outcome = '+'
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[1])) do
    if member == ARGV[3] then
        outcome = '='
    elseif not others[member] and string.find(member, ARGV[2], 1, true) then
        result[#result + 1] = member
    end
end
if outcome == '+' and #result > 1 then
    return result
end
if outcome == '+' then
    redis.call('ZADD', KEYS[1], ARGV[1], ARGV[3])
    if KEYS[3] and ARGV[5] ~= '0' then
        redis.call('ZADD', KEYS[3], ARGV[5], ARGV[6])
    end
end
if KEYS[2] and not redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4], 'NX') and outcome == '+' then
    -- Another topic has it, and perhaps for a shorter time; see byid.lua.
    local left = redis.call('TTL', KEYS[2])
    if left >= 0 and left < tonumber(ARGV[4]) and redis.call('GET', KEYS[2]) == ARGV[3] then
        redis.call('EXPIRE', KEYS[2], ARGV[4])
    end
end
if outcome == '+' then
    redis.call('PUBLISH', KEYS[1], ARGV[3])
end
return {outcome}
