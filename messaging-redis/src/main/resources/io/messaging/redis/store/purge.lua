-- Frees what has expired in one topic.
--
-- KEYS  log; expiring; the lanes of the eight priorities
-- ARGV  most messages
-- Gives how many were freed, and when the next one expires in ms since 1970 (0: none does)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now), 'LIMIT', 0, ARGV[1])
for _, item in ipairs(due) do
    local member = string.sub(item, 2)
    redis.call('ZREM', KEYS[3 + tonumber(string.sub(item, 1, 1))], member)
    redis.call('XDEL', KEYS[1], string.sub(member, 18))
    redis.call('ZREM', KEYS[2], item)
end
local next = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return {tostring(#due), next[2] or '0'}
