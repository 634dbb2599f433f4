-- Says when a topic has something to expire next.
--
-- KEYS  expiring topics
-- ARGV  topic; the time that was seen there, or nothing; the next time in ms since 1970 (0: none)
-- An earlier time replaces a later one. After a sweep, the next time replaces the one that was seen and no other.
local current = redis.call('ZSCORE', KEYS[1], ARGV[1])
local swept = ARGV[2] ~= '' and current and tonumber(current) == tonumber(ARGV[2])
if ARGV[3] == '0' then
    if swept then
        redis.call('ZREM', KEYS[1], ARGV[1])
    end
elseif swept or not current or tonumber(ARGV[3]) < tonumber(current) then
    redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return {}
