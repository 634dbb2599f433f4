-- Notes in which topic a namespace has a message, and where: for clusters, where the store script cannot.
--
-- KEYS  index entry
-- ARGV  topic; place; when it expires and what the time is, in ms since 1970 (0: it does not expire)
-- The entry stays for as long as the message of any of its topics.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[3] == '0' then
    redis.call('PERSIST', KEYS[1])
    return {}
end
local left, mine = redis.call('PTTL', KEYS[1]), math.max(1, tonumber(ARGV[3]) - tonumber(ARGV[4]))
if redis.call('HLEN', KEYS[1]) == 1 or (left >= 0 and left < mine) then
    redis.call('PEXPIRE', KEYS[1], string.format('%.0f', mine))
end
return {}
