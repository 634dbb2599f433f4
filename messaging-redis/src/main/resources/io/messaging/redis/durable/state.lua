-- Tells what is remembered of a client, and how its topic looks from its place.
--
-- KEYS  client; its requeued messages; log; end
-- Gives the topic's end, or nothing; the number of requeued messages; the place of the first message there is, or
--       nothing; the number of messages there are; the client's fields and their values
local first = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 1)[1]
local result = {
    redis.call('GET', KEYS[4]) or '', tostring(redis.call('LLEN', KEYS[2])),
    first and first[1] or '', tostring(redis.call('XLEN', KEYS[3]))}
for _, text in ipairs(redis.call('HGETALL', KEYS[1])) do
    result[#result + 1] = text
end
return result
