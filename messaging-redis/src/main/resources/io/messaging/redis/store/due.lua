-- Finds topics that have something that is expired, by the clock by which it expires: the server's.
--
-- KEYS  expiring topics
-- ARGV  most topics
-- Gives for each topic its name and the time noted for it, in ms since 1970
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'WITHSCORES', 'LIMIT', 0, ARGV[1])
